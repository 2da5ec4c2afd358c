-- name: viewOfView :many
SELECT what FROM late_todos WHERE id = :id ORDER BY what;
