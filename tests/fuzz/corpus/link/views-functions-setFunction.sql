-- name: setFunction :many
SELECT id, title FROM todos_of(:list, true) ORDER BY id;
