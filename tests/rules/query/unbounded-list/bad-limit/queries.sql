-- name: listItems :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItemsNoMaximum :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItemsNoDefault :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItemsBounded :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItemsFew :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
