-- name: getItem :one
UPDATE items SET seats = seats + 1 WHERE id = :item_id RETURNING id, title;
