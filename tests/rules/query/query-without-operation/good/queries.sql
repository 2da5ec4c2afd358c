-- name: listTodos :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: listTodos.count :one
SELECT count(*) FROM todos;
