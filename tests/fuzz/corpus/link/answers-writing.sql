-- name: writing :one
WITH gone AS (DELETE FROM todos WHERE list_id = :list_id RETURNING id, title, due)
SELECT count(*) AS gone, max(due) AS last FROM gone;
