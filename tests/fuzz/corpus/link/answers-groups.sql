-- name: groups :many
SELECT list_id, count(*), sum(priority), max(due), array_agg(due), json_agg(title), min(title) FILTER (WHERE is_completed)
FROM todos GROUP BY list_id ORDER BY list_id;
