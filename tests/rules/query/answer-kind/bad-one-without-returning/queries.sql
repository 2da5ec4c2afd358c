-- name: touchItem :one
UPDATE items SET at = now() WHERE id = :item_id;

-- name: touchItems :many
UPDATE items SET at = now() WHERE list_id = :list_id;

-- name: forgetItem :one
DELETE FROM items WHERE id = :item_id;
