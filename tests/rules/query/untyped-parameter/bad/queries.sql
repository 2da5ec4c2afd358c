-- typed too late: 42P08
-- name: byOptionalId :many
SELECT title FROM todos WHERE :id IS NULL OR id = :id ORDER BY id LIMIT 10;

-- never typed: 42P18
-- name: neverTyped :one
SELECT count(*) FROM todos WHERE :anything IS NULL;

-- in a CTE
-- name: inCommonTable :many
WITH wanted AS (SELECT id FROM lists WHERE :list IS NULL OR id = :list)
SELECT t.title FROM todos t JOIN wanted w ON w.id = t.list_id ORDER BY t.id LIMIT 10;

-- json or jsonb, and a text or a number: 42725
-- name: inBody :exec
INSERT INTO todos (id, list_id, title)
SELECT gen_random_uuid(), :list, item ->> 'title' FROM jsonb_array_elements(:body -> 'items') AS item;

-- name: sum :one
SELECT :a + :b;
