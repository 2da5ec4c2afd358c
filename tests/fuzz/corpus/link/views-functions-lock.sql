-- name: lock :many
SELECT id FROM todos WHERE list_id = :list FOR UPDATE;
