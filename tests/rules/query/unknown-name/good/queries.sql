-- name: listTodos :many
SELECT id, upper(title) AS title FROM todos;

-- name: getTodo :one
WITH found AS (SELECT * FROM todos WHERE id = :id)
SELECT found.id, found.title FROM found;

-- name: addTodo :one
INSERT INTO todos AS t (id, title) VALUES (:id, :title)
ON CONFLICT (id) DO UPDATE SET title = excluded.title WHERE t.title <> excluded.title
RETURNING t.id;

-- name: columns :many
SELECT column_name FROM information_schema.columns WHERE table_name = :name;
