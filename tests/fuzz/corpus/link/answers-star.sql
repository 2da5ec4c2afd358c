-- name: star :many
SELECT t.*, l.name FROM lists l LEFT JOIN todos t ON t.list_id = l.id ORDER BY t.id;
