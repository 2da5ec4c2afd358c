-- name: byTime :many
SELECT id FROM todos ORDER BY created_at DESC LIMIT :limit OFFSET :offset;

-- name: noOrder :many
SELECT id FROM todos LIMIT :limit;

-- a keyset that skips rows of the same instant
-- name: keyset :many
SELECT id FROM todos WHERE created_at < :before ORDER BY created_at DESC LIMIT :limit;

-- name: optionalKeyset :many
SELECT id FROM todos WHERE :after::timestamptz IS NULL OR created_at > :after ORDER BY created_at LIMIT :limit;

-- the key of the wrong table
-- name: byParent :many
SELECT t.id, l.name FROM todos t JOIN lists l ON l.id = t.list_id ORDER BY l.name, l.id OFFSET :offset LIMIT 20;

-- rows without a todo have no key: they tie
-- name: outer :many
SELECT l.name, t.id FROM lists l LEFT JOIN todos t ON t.list_id = l.id ORDER BY t.id OFFSET :offset LIMIT 20;

-- name: groups :many
SELECT list_id, count(*) AS n FROM todos GROUP BY list_id ORDER BY n DESC LIMIT :limit OFFSET :offset;
