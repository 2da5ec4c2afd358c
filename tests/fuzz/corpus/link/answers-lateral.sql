-- name: lateral :many
SELECT l.id, last.title, last.created_at FROM lists l
CROSS JOIN LATERAL (SELECT title, created_at FROM todos WHERE list_id = l.id ORDER BY created_at DESC LIMIT 1) last
ORDER BY l.id;
