-- name: listTodos :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: create_todo :exec
INSERT INTO todos (list_id, title) VALUES (:list_id, :title);

-- name: listTodo.count :one
SELECT count(*) FROM todos;
