-- name: createOrder :exec
INSERT INTO orders (id, owner, amount) VALUES (:id, :owner, :amount);

-- name: setAmount :exec
UPDATE orders SET amount = :amount WHERE id = :id;

-- name: getNote :one
SELECT id FROM notes WHERE id = :id;

-- name: note :exec
INSERT INTO noted (id, owner) VALUES (:id, :owner);
