-- name: createOrder :one
INSERT INTO orders (status, state, size, priority, colour, rating, side, kind)
VALUES (:status, :state, :size, :priority, :colour, :rating, :side, :kind) RETURNING id;

-- name: listOrders :many
SELECT id, status, priority FROM orders
WHERE (:status = 'all' OR status = :status) AND priority = ANY (:priorities::priority[])
ORDER BY id LIMIT 10;

-- name: changed :exec
UPDATE orders SET status = lower(:status), size = CASE :size WHEN 'small' THEN 's' ELSE 'm' END WHERE id = :id;

-- name: patterned :exec
UPDATE orders SET status = :status WHERE id = :id;
