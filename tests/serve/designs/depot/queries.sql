-- name: addItem :one
INSERT INTO items (kind, a_boolean, a_int, a_bigint, a_numeric, a_money, a_double, a_real, a_text, a_code, a_mood, moods,
                   a_date, a_time, a_timetz, a_moment, a_interval, a_bytea, a_inet, a_place, places, weight, days, spans,
                   words, grid, bits, doc, raw, docs)
VALUES (:kind, :a_boolean, :a_int, :a_bigint, :a_numeric, :a_money, :a_double, :a_real, coalesce(:a_text, 'nichts'), :a_code, :a_mood, :moods,
        :a_date, :a_time, :a_timetz, :a_moment, :a_interval, :a_bytea, :a_inet, :a_place, :places, :weight, :days, :spans,
        :words, :grid, :bits, :doc, :raw, :docs)
RETURNING *;

-- name: getItem :one
SELECT * FROM items WHERE id = :id;

-- name: getItemAsJson :one
SELECT to_json(items) AS json FROM items WHERE id = :id;

-- name: changeItem :one
UPDATE items SET (a_int, a_text, words, doc, a_mood, a_moment) =
       (SELECT a_int, a_text, words, doc, a_mood, a_moment FROM jsonb_populate_record(items, :body))
 WHERE id = :path.id
RETURNING id, a_int, a_text, words, doc, a_mood, a_moment, :body::jsonb AS sent;

-- name: addMany :execrows
INSERT INTO items (kind, a_text, a_money, words)
SELECT kind, coalesce(a_text, 'so'), coalesce(a_money, 0), words
  FROM jsonb_to_recordset(:items) AS item (kind text, a_text text, a_money numeric, words text[]);

-- name: addWhole :many
INSERT INTO items (kind, a_text)
SELECT kind, coalesce(a_text, 'ganz') FROM jsonb_to_recordset(:body) AS item (kind text, a_text text)
RETURNING kind, a_text;

-- name: findItems :many
SELECT a_text, kind FROM items
 WHERE (:kinds::text[] IS NULL OR kind = ANY (:kinds))
   AND (:moods::mood[] IS NULL OR a_mood = ANY (:moods))
   AND (:texts::jsonb IS NULL OR to_jsonb(a_text) <@ :texts)
   AND ((:range::jsonb ->> 'from') IS NULL OR a_int >= (:range::jsonb ->> 'from')::integer)
   AND ((:range::jsonb ->> 'below') IS NULL OR a_int < (:range::jsonb ->> 'below')::integer)
   AND (:day::date IS NULL OR days @> :day)
 ORDER BY a_text, id LIMIT :limit;

-- name: echoPlaces :one
SELECT :path.name::text AS path_name, :query.name::text AS query_name, :body.name::text AS body_name,
       :x_trace_id::text AS trace, :x_numbers::integer[] AS numbers, :taste::text AS taste, :flags::boolean[] AS flags,
       :deep::jsonb AS deep, :plain::integer AS plain, :body::jsonb ? 'name' AS has_name, :pipes::text[] AS pipes;

-- name: listBoxes :many
SELECT a_text, a_money, days FROM boxes ORDER BY a_text, id LIMIT 50;

-- name: touchAll :exec
UPDATE items SET a_int = coalesce(a_int, 0) + :by WHERE owner = current_setting('app.user_id') AND depot = current_setting('app.depot')::integer AND kind = :kind;

-- name: whichSettings :one
SELECT current_setting('app.user_id') AS user_id, current_setting('app.depot') AS depot, current_setting('app.missing', true) AS missing;

-- name: echoForms :one
SELECT :filter::jsonb AS filter, :counts::jsonb AS counts, :x_filter::jsonb AS x_filter, :body::jsonb AS body;
