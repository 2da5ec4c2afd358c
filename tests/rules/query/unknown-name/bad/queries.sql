-- name: listTodos :many
SELECT id, titel FROM todos;

-- name: getTodo :one
SELECT t.id, t.name FROM todos AS t WHERE t.id = :id;

-- name: listLists :many
SELECT id FROM lists;

-- name: addTodo :one
INSERT INTO todos (id, title, priority) VALUES (:id, :title, :priority) RETURNING id;

-- name: setTodo :exec
UPDATE todos SET tittle = :title WHERE id = :id;

-- name: slugs :many
SELECT slugify(title) FROM todos;

-- name: moods :many
SELECT :mood::mood FROM todos;
