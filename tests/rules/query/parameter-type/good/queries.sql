-- name: byId :one
SELECT title FROM todos WHERE id = :id;

-- a plain string becomes what it is compared with
-- name: plainString :one
SELECT title FROM todos WHERE id = '00000000-0000-0000-0000-000000000000' AND state = 'open';

-- name: castFirst :one
SELECT title FROM todos WHERE title = :key::text OR id::text = :key LIMIT 1;

-- name: twoEnumsAsText :many
SELECT id FROM todos WHERE state::text = importance::text ORDER BY id LIMIT 10;

-- name: inNumbers :many
SELECT id FROM todos WHERE list_id = ANY(:ids::int[]) ORDER BY id LIMIT 10;

-- smaller numbers and other strings fit
-- name: converted :exec
INSERT INTO todos (id, list_id, title, position) VALUES (:id, :list::int, :title::varchar, 1.5);

-- anything can be assigned to text
-- name: numberAsText :exec
UPDATE todos SET title = position, details = to_jsonb(position) WHERE id = :id;

-- name: fewerValues :exec
INSERT INTO lists VALUES (:id, :name);

-- name: defaults :exec
INSERT INTO todos (id, list_id, title, state) VALUES (DEFAULT, :list, :title, DEFAULT);

-- name: unionOfNumbers :many
SELECT position FROM todos UNION ALL SELECT id FROM lists ORDER BY 1 LIMIT 10;

-- name: caseWithNull :many
SELECT CASE WHEN position > 1 THEN position ELSE NULL END, coalesce(position, '1')
FROM todos ORDER BY id LIMIT 10;

-- name: unionAllOfJson :many
SELECT settings FROM lists UNION ALL SELECT '{}' LIMIT 10;

-- name: unnested :exec
INSERT INTO lists (id, name) SELECT * FROM unnest(:ids::bigint[], :names::text[]);

-- name: populated :exec
UPDATE todos SET (title, position) =
    (SELECT title, position FROM jsonb_populate_record(todos, :body::jsonb)) WHERE id = :id;

-- name: ranked :many
SELECT weigh(title, 1), weigh(title::varchar, '1') FROM todos ORDER BY id LIMIT 10;

-- name: dates :many
SELECT id FROM todos
WHERE created_at > now() - interval '1 day' * :days AND created_at::date < current_date + 1
ORDER BY id LIMIT 10;

-- name: recursion :many
WITH RECURSIVE up AS (SELECT 1::bigint AS n UNION ALL SELECT n + 1 FROM up WHERE n < 5)
SELECT n FROM up ORDER BY n LIMIT 10;

-- name: tagged :many
SELECT id FROM todos WHERE tags && :tags AND :tag = ANY(tags) AND details @> '{"a": 1}'
ORDER BY id LIMIT 10;
