-- name: addTodos :copyfrom
INSERT INTO todos (id, title) VALUES ($1, $2);
