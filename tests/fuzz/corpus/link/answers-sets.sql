-- name: sets :many
SELECT id, name FROM lists UNION ALL SELECT id, name FROM users EXCEPT SELECT id, title FROM todos ORDER BY id;
