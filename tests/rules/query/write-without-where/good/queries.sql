-- name: finish :exec
UPDATE todos SET is_done = true WHERE id = :id;

-- name: removeDone :exec
DELETE FROM todos WHERE is_done;

-- name: removeOfList :exec
DELETE FROM todos USING lists WHERE lists.id = todos.list_id AND lists.name = :name;

-- a table of one row
-- name: setTheme :exec
UPDATE settings SET theme = :theme;

-- name: upsert :exec
INSERT INTO lists (id, name) VALUES (:id, :name) ON CONFLICT (id) DO UPDATE SET name = excluded.name;

-- name: ageOut :one
WITH gone AS (DELETE FROM todos WHERE created_at < now() - interval '1 year' RETURNING id) SELECT count(*) FROM gone;

-- name: removeMark :exec
SELECT remove_mark(:id::uuid);
