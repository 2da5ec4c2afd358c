-- name: touchItem :one
SELECT true AS checked;
INSERT INTO items (id, list_id, title) SELECT :item_id, id, name FROM lists LIMIT 1;
