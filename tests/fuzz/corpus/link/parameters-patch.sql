-- name: patch :one
UPDATE todos
   SET (title, description, priority) =
       (SELECT title, description, priority FROM jsonb_populate_record(todos, :body))
 WHERE id = :todo_id
RETURNING id;
