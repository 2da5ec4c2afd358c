-- Queries about todos.

-- name: listTodos :many
-- The newest first, a page at a time.
SELECT id, title, created_at FROM todos
WHERE list_id = :list_id
  AND (:cursor.id::uuid IS NULL OR (created_at, id) < (:cursor.created_at, :cursor.id))
ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: listTodos.count :one
SELECT count(*) FROM todos WHERE list_id = :list_id;

-- name: moveTodo :exec
UPDATE todos SET list_id = :body.list_id WHERE id = :path.id;
UPDATE todos SET title = :title WHERE id = :path.id;

-- name: lock :exec
LOCK TABLE todos;

-- name: tagged :many
SELECT title, tags[1:2], ':no' AS "a:b" FROM todos WHERE tags @> ARRAY[:first, :second]::text[];

-- name: wrong :one
SELECT id FORM todos;

-- name: empty :exec
