-- name: rows :many
SELECT t, row_to_json(t) AS json, to_jsonb(l) - 'name' AS list, jsonb_build_object('e', u.email) AS built
FROM todos t JOIN lists l ON l.id = t.list_id JOIN users u ON u.id = l.owner_id ORDER BY t.id;
