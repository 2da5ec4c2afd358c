-- name: listItems :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
