-- name: outerJoins :many
SELECT t.id, t.title, l.name, u.email FROM todos t
LEFT JOIN lists l ON l.id = t.list_id RIGHT JOIN users u ON u.id = l.owner_id ORDER BY 1;
