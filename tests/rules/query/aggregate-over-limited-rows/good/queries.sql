-- name: total :one
SELECT sum(total) AS total FROM orders;

-- the window is counted before LIMIT cuts
-- name: counted :many
SELECT id, count(*) OVER () AS total FROM orders ORDER BY id LIMIT :limit;

-- meant so: the last ten
-- name: lastTen :one
SELECT avg(total) AS average FROM (SELECT total FROM orders ORDER BY created_at DESC, id LIMIT 10) recent;

-- meant so: a count that stops
-- name: capped :one
SELECT count(*) AS at_most_thousand FROM (SELECT 1 FROM orders LIMIT 1000) some;

-- the list of a page, not its total
-- name: list :one
SELECT json_agg(p) AS rows FROM (SELECT id, total FROM orders ORDER BY id LIMIT :limit) p;

-- name: perCustomer :many
SELECT c.customer_id, sum(last.total) FROM (SELECT DISTINCT customer_id FROM orders) c
CROSS JOIN LATERAL (SELECT o.total FROM orders o WHERE o.customer_id = c.customer_id ORDER BY o.created_at DESC, o.id LIMIT :each) last
GROUP BY c.customer_id ORDER BY c.customer_id LIMIT 10;

-- name: both :one
WITH page AS (SELECT id FROM orders ORDER BY id LIMIT :limit)
SELECT json_agg(p) AS rows, (SELECT count(*) FROM orders) AS total FROM page p;
