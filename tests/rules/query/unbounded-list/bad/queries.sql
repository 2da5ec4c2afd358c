-- name: allTodos :many
SELECT id, title FROM todos ORDER BY id;

-- a list may hold any number
-- name: todosOfList :many
SELECT id, title FROM todos WHERE list_id = :list_id ORDER BY id;

-- name: inTwoParts :many
SELECT id FROM todos UNION ALL SELECT id FROM lists;

-- name: optional :many
SELECT id FROM todos WHERE :ids::uuid[] IS NULL OR id = ANY(:ids);
