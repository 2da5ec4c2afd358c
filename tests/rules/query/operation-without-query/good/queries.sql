-- name: listTodos :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: createTodo :exec
INSERT INTO todos (list_id, title) VALUES (:list_id, :title);

-- name: contended :one
SELECT id, title FROM todos WHERE id = :id;
