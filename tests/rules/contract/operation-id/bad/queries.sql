-- name: listTodos :many
SELECT id FROM todos;

-- name: createTodo :exec
INSERT INTO todos DEFAULT VALUES;
