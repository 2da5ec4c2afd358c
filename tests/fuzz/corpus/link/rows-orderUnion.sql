-- name: orderUnion :many
SELECT id FROM lists UNION SELECT id FROM users ORDER BY id;
