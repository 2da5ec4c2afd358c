-- name: getItem :one
SELECT id, name, price, weight, mood, tags, pair, doc, made FROM items WHERE id = :id;

-- name: listItems :many
SELECT id, name FROM items ORDER BY id;

-- name: pageItems :many
SELECT id FROM items ORDER BY id LIMIT :limit OFFSET (:page - 1) * :limit;

-- name: pageItems.count :one
SELECT count(*) FROM items;

-- name: offsetItems :many
SELECT id FROM items ORDER BY id LIMIT :limit OFFSET :offset;

-- name: cursorItems :many
SELECT id, price, mood FROM items
 WHERE (:cursor.price::numeric IS NULL OR (price, id) > (:cursor.price, :cursor.id::bigint))
 ORDER BY price, id LIMIT :limit;

-- name: totalItems :many
SELECT id, count(*) OVER () AS total FROM items ORDER BY id LIMIT 2;

-- name: getDocument :one
SELECT doc FROM items WHERE id = :id;

-- name: signIn :one
SELECT id AS sub, mood, ARRAY[1, 2] AS numbers FROM items WHERE name = :name;

-- name: echo :one
SELECT :tags::text[] AS tags, :matrix::int[] AS matrix, :doc::jsonb AS doc, :raw::json AS raw,
       :docs::jsonb[] AS docs, :pair::pair AS pair, :pairs::pair[] AS pairs, :whole::int AS whole,
       :amount::numeric AS amount, :flag::boolean AS flag, :moods::mood[] AS moods, :text::text AS text,
       :day::date AS day;

-- name: whole :one
SELECT :body::jsonb AS body, :body::jsonb ? 'absent' AS has_absent;

-- name: removeItem :execrows
DELETE FROM items WHERE id = :id;

-- name: renameItem :one
UPDATE items SET name = :name WHERE id = :id RETURNING id, name;

-- name: pay :one
INSERT INTO ledger (amount) VALUES (:amount);

UPDATE items SET name = name WHERE id = :id RETURNING id;

-- name: payTwice :one
INSERT INTO ledger (amount) SELECT :amount FROM generate_series(1, :times::int) RETURNING id;

-- name: payTwiceHidden :one
WITH written AS (INSERT INTO ledger (amount) VALUES (:amount) RETURNING id)
SELECT items.id FROM written, items WHERE items.id = :id;

-- name: entries :one
SELECT count(*) AS entries FROM ledger;

-- name: who :one
SELECT :claims::jsonb ->> 'sub' AS sub, :claims.level::int AS level, :claims.email::text AS email,
       :request.id::uuid AS request, :request.ip::inet AS address, :request.time::timestamptz AS at,
       current_setting('app.user_id') AS setting, current_setting('request.jwt.claims') AS claims,
       current_user::text AS role;

-- name: secrets :many
SELECT id, secret_note, 'x' AS password_hash, upper(secret_note) AS loud FROM items WHERE id = 1;

-- name: filterItems :many
SELECT id FROM items
 WHERE (:name::text IS NULL OR name = :name)
   AND (:mood::mood IS NULL OR mood = :mood)
   AND (:tag::text IS NULL OR :tag = ANY (tags))
   AND (:least::numeric IS NULL OR price >= :least)
   AND (:most::numeric IS NULL OR price <= :most)
 ORDER BY id;
