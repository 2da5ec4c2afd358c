-- name: findTodos :many
SELECT id, title, colour, body, tags FROM todos WHERE title = :title;

-- name: addTodo :exec
INSERT INTO todos (id, title, colour, created_at) VALUES (:id, :title, :colour, now());
