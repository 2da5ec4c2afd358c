-- name: createOrder :one
INSERT INTO orders (status, state, size, priority, colour, rating, side, kind)
VALUES (:status, :state, :size, :priority, :colour, :rating, :side, :kind) RETURNING id;

-- name: fromBody :exec
INSERT INTO orders (status) SELECT status FROM jsonb_populate_record(NULL::orders, :body);

-- name: listOrders :many
SELECT id, status, priority FROM orders
WHERE status = :status AND priority = ANY (:priorities::priority[]) ORDER BY id LIMIT 10;

-- name: free :exec
UPDATE orders SET status = :status WHERE id = :id;

-- name: narrower :exec
UPDATE orders SET status = :status WHERE id = :id;
