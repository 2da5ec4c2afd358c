-- name: oneForList :one
SELECT id, title FROM todos ORDER BY id LIMIT 1;

-- name: execForObject :exec
UPDATE todos SET done = true WHERE id = :todo_id;

-- name: rowsForObject :execrows
DELETE FROM todos WHERE id = :todo_id;

-- name: manyForObject :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: manyForText :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: manyForNothing :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: oneForNumber :one
SELECT count(*) AS n FROM todos;
