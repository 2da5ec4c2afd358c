-- name: listTodos :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: listTodos.count :one
SELECT count(*) FROM todos;

-- name: list_lists :many
SELECT id, name FROM lists ORDER BY id LIMIT 50;

-- name: purge :exec
DELETE FROM todos WHERE done;

-- name: purge.count :one
SELECT count(*) FROM todos WHERE done;
