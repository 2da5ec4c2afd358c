-- name: deleteItem :execrows
DELETE FROM items WHERE id = :item_id;
