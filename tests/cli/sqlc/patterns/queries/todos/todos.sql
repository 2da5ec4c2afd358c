-- name: getTodo :one
SELECT titel FROM todos WHERE id = $1;
