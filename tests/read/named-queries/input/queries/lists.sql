-- name: addList :one
INSERT INTO lists (id, name) VALUES ($1, $2) RETURNING id, name;

-- name: renameList :execrows
/* The name that people see.
   It need not be unique. */
UPDATE lists SET name = @name WHERE id = sqlc.arg(id);

-- name: allOfLists :many
SELECT sqlc.embed(lists), sqlc.embed(t) FROM lists JOIN todos t ON t.list_id = lists.id
WHERE sqlc.narg('name')::text IS NULL OR lists.name = sqlc.narg('name');
