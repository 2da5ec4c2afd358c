-- name: view :one
SELECT * FROM open_todos WHERE id = :id;
