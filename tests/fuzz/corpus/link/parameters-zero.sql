SELECT 1;
-- queries
-- name: zero :exec
UPDATE todos SET title = $0 WHERE id = $1;
