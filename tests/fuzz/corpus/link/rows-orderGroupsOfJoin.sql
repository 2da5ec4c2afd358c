-- name: orderGroupsOfJoin :many
SELECT l.id, l.name, count(t.id) FROM lists l LEFT JOIN todos t ON t.list_id = l.id GROUP BY l.id, l.name ORDER BY l.name, l.id;
