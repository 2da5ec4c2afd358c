-- name: addItem :one
INSERT INTO items (list_id, title) VALUES (:list_id, coalesce(:title, 'x')) RETURNING id, title;
