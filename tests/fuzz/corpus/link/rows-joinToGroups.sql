-- name: joinToGroups :one
SELECT l.id, c.n FROM lists l LEFT JOIN (SELECT list_id, count(*) AS n FROM todos GROUP BY list_id) c ON c.list_id = l.id WHERE l.id = :id;
