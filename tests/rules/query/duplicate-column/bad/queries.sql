-- name: getTwice :one
SELECT id, title AS a, upper(title) AS a, lower(title) AS a FROM todos WHERE id = :id;

-- name: getUnnamed :one
SELECT 1, 'x' FROM todos WHERE id = :id;

-- name: listJoined :many
SELECT * FROM todos JOIN notes ON notes.todo_id = todos.id WHERE todos.id = :id ORDER BY notes.id LIMIT 10;
