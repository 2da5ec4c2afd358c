-- name: writeView :one
INSERT INTO plain_todos (name, list_id) VALUES (:name, :list) RETURNING name;
