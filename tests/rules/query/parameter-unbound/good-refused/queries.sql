-- name: getItem :one
SELECT id, title FROM items WHERE id = :item_id AND at < :request.now::timestamptz;
