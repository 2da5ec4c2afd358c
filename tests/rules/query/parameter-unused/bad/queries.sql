-- name: listTodos :many
SELECT id, title FROM todos ORDER BY id LIMIT :limit;

-- name: readSlug :one
SELECT id, title FROM todos ORDER BY id LIMIT 1;
