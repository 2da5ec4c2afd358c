-- name: createProduct :exec
INSERT INTO products (name, code, title, label, tag, price, stock, level, rate)
VALUES (:name, :code, :title, :label, :tag, :price, :stock, :level, :rate);

-- name: missing :exec
INSERT INTO products (name, title, label, tag, price, stock, rate)
VALUES (:name, :title, :label, :tag, :price, :stock, :rate);

-- name: createNote :exec
INSERT INTO notes (body, brief, packed, trimmed, doubled, seats, share)
VALUES (:body.body, :brief, :packed, :trimmed, :doubled, :seats, :share);
