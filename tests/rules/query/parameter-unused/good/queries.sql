-- name: listTodos :many
SELECT id, title FROM todos
WHERE (:done::boolean IS NULL OR done = :done) AND (:cursor.id::uuid IS NULL OR id > :cursor.id)
ORDER BY id LIMIT :limit;

-- name: listTodos.count :one
SELECT count(*) FROM todos WHERE title = :title;

-- name: createTodo :exec
INSERT INTO todos (list_id, title) VALUES (:list_id, :title);
