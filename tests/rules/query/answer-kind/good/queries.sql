-- name: one :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: oneWrapped :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: oneOfTwo :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: many :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: manyWrapped :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: manyOrNull :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: anything :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: oneJson :one
SELECT jsonb_agg(title) AS titles FROM todos;

-- name: nothing :exec
UPDATE todos SET done = true WHERE id = :todo_id;

-- name: nothingOfOne :one
DELETE FROM todos WHERE id = :todo_id RETURNING id;

-- name: rows :execrows
DELETE FROM todos WHERE id = :todo_id;
