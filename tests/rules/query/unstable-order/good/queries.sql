-- name: byTime :many
SELECT id FROM todos ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset;

-- name: keyset :many
SELECT id FROM todos
WHERE (:cursor.id::uuid IS NULL OR (created_at, id) < (:cursor.created_at, :cursor.id))
ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: joined :many
SELECT t.id, l.name FROM todos t JOIN lists l ON l.id = t.list_id ORDER BY l.name, t.id OFFSET :offset LIMIT 20;

-- name: ofView :many
SELECT name FROM recent ORDER BY created_at, id LIMIT :limit OFFSET :offset;

-- name: groups :many
SELECT list_id, count(*) AS n FROM todos GROUP BY list_id ORDER BY n DESC, list_id LIMIT :limit OFFSET :offset;

-- name: distinctLists :many
SELECT DISTINCT list_id FROM todos ORDER BY list_id LIMIT :limit OFFSET :offset;

-- name: bothTables :many
SELECT id FROM todos UNION SELECT id FROM lists ORDER BY id LIMIT :limit OFFSET :offset;

-- no page: the newest, one after the other when asked again
-- name: newest :many
SELECT id FROM todos ORDER BY created_at DESC LIMIT 5;

-- a window of time, no keyset
-- name: since :many
SELECT id FROM todos WHERE created_at >= :since ORDER BY created_at LIMIT :limit;

-- name: computed :many
SELECT id FROM todos ORDER BY title || id::text LIMIT :limit OFFSET :offset;

-- one row
-- name: byKey :many
SELECT title FROM todos WHERE id = :id LIMIT :limit;
