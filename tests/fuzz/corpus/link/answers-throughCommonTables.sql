-- name: throughCommonTables :many
WITH own AS (SELECT id, email AS address FROM users), all_of AS (SELECT * FROM own)
SELECT a.id, a.address FROM all_of a LEFT JOIN own o ON o.id = a.id ORDER BY a.id;
