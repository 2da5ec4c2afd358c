-- name: createOrder :exec
INSERT INTO orders (id, owner, amount) VALUES (:id, :owner, :amount);

-- name: copyOrder :exec
INSERT INTO orders (id, owner) SELECT gen_random_uuid(), owner FROM orders WHERE id = :id;

-- name: setAmount :exec
UPDATE orders SET amount = :amount WHERE id = :id;

-- name: deleteOrder :exec
DELETE FROM orders WHERE id = :id;

-- name: getNote :one
SELECT id FROM notes WHERE id = :id;

-- name: createTodo :exec
INSERT INTO todos (id) VALUES (:id);

-- name: createEvent :exec
INSERT INTO events (id, at) VALUES (:id, :at);

-- name: intoTemporary :exec
SELECT id INTO TEMP found FROM notes WHERE id = :id;

-- name: resetPath :exec
RESET search_path;

-- name: discard :exec
DISCARD TEMP;

-- name: forNow :exec
SELECT set_config('app.user_id', :user_id, :for_now);
