-- name: recursive :many
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT i FROM n;
