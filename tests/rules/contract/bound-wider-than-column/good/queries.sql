-- name: createProduct :exec
INSERT INTO products (name, code, title, label, tag, price, stock, level, rate)
VALUES (:name, :code, :title, :label, :tag, :price, :stock, :level, :rate);

-- name: otherwise :exec
INSERT INTO products (name, code, title, price, level) VALUES (:name, :code, left(:title, 200), :price, :level);

-- name: createNote :exec
INSERT INTO notes (body, brief, packed, trimmed, doubled, seats)
VALUES (:body.body, :brief, :packed, :trimmed, :doubled, :seats);
