-- name: top :one
SELECT title FROM todos WHERE id = $1;
