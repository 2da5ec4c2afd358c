-- name: missing :one
SELECT missing FROM todos WHERE id = :id;
