-- name: keyset :many
SELECT id FROM todos WHERE (:cursor.id::uuid IS NULL OR (created_at, id) < (:cursor.created_at, :cursor.id))
ORDER BY created_at DESC, id DESC LIMIT :limit + 1;
