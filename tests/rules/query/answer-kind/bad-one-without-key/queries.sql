-- name: getNewest :one
SELECT id, title FROM items WHERE seats > 3;
