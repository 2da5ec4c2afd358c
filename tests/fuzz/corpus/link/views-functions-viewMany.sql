-- name: viewMany :many
SELECT owner FROM open_todos WHERE list_id = :list ORDER BY id;
