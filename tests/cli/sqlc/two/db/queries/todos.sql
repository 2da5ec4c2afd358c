-- name: getTodo :one
SELECT id, title FROM todos WHERE id = $1;
