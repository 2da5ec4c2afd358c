-- name: rollup :many
SELECT list_id, count(*) FROM todos GROUP BY ROLLUP (list_id);
