-- name: pageTotal :one
SELECT sum(total) AS total FROM (SELECT total FROM orders ORDER BY created_at DESC, id LIMIT :limit) page;

-- name: pageAndTotal :one
WITH page AS (SELECT id, total FROM orders ORDER BY id LIMIT 20 OFFSET :offset)
SELECT json_agg(p) AS rows, (SELECT count(*) FROM page) AS total FROM page p;

-- name: overWindow :many
WITH page AS (SELECT id FROM orders ORDER BY id LIMIT :limit)
SELECT id, count(*) OVER () AS total FROM page;

-- name: twoSteps :one
WITH page AS (SELECT id, total FROM orders ORDER BY id LIMIT :limit), named AS (SELECT * FROM page)
SELECT round(avg(total), 2) AS average FROM named;
