-- name: createTodo :one
INSERT INTO todos (list_id, title, note, done)
VALUES (:list_id, :title, :note, COALESCE(:done, false)) RETURNING id;

-- name: updateTodo :exec
UPDATE todos SET title = COALESCE(:title, title), done = CASE WHEN :done::boolean IS NULL THEN done ELSE :done END
WHERE id = :todo_id;

-- name: patchTodo :exec
UPDATE todos SET (title, done) = (SELECT title, done FROM jsonb_populate_record(todos, :body))
WHERE id = :todo_id;

-- name: fill :exec
UPDATE todos SET title = :title WHERE id = :todo_id;

-- name: listTodos :many
SELECT id, title FROM todos WHERE title = :title ORDER BY id LIMIT 10;
