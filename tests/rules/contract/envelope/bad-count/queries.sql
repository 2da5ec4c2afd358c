-- name: listItems :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItems.count :many
SELECT title, id FROM items;
-- name: listItemsTexts :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItemsTexts.count :one
SELECT max(title) FROM items;
-- name: listItemsGrouped :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItemsGrouped.count :one
SELECT count(*) FROM items GROUP BY list_id;
-- name: listItemsQuiet :many
SELECT id, title FROM items ORDER BY at, id LIMIT :limit;
-- name: listItemsQuiet.count :exec
DELETE FROM items WHERE false;
