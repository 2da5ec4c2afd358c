-- The SQL of each operation of api.yaml, under its operationId. An input of the request is written
-- :name. It runs as the role that lintel.yaml gives the caller, so row security applies, and in one
-- transaction, so a refusal leaves nothing half done.

-- name: createTodo :one
-- The owner is the caller, whatever the body says. The first to-do makes the user known.
INSERT INTO users (id) VALUES (auth.uid()) ON CONFLICT (id) DO NOTHING;

INSERT INTO todos (user_id, title, description, priority)
VALUES (:user_id, :title, :description, :priority)
RETURNING id, title, description, priority, is_completed, completed_at, created_at, updated_at;

-- name: listTodos :many
-- A page begins after the last row of the page before: the cursor is that row's created_at and id.
SELECT id, title, description, priority, is_completed, completed_at, created_at, updated_at
  FROM todos
 WHERE deleted_at IS NULL
   AND (:status::text IS NULL OR is_completed = (:status = 'completed'))
   AND (:priority::text IS NULL OR priority = :priority)
   AND (:cursor.id::uuid IS NULL OR (created_at, id) < (:cursor.created_at, :cursor.id))
 ORDER BY created_at DESC
 LIMIT :limit;

-- name: listTodos.count :one
SELECT count(*)
  FROM todos
 WHERE deleted_at IS NULL
   AND (:status::text IS NULL OR is_completed = (:status = 'completed'))
   AND (:priority::text IS NULL OR priority = :priority);

-- name: getTodo :one
SELECT require_own_todo(:todo_id);

SELECT id, title, description, priority, is_completed, completed_at, created_at, updated_at
  FROM todos
 WHERE deleted_at IS NULL;

-- name: updateTodo :one
-- :body is the body as it was sent: what it does not name keeps its value.
SELECT require_own_todo(:todo_id);

UPDATE todos
   SET (title, description, priority, is_completed) =
       (SELECT title, description, priority, is_completed FROM jsonb_populate_record(todos, :body))
 WHERE id = :todo_id AND deleted_at IS NULL
RETURNING id, title, description, priority, is_completed, completed_at, created_at, updated_at;

-- name: completeTodo :one
-- Completing twice keeps the first completed_at (todos_touch in schema.sql).
SELECT require_own_todo(:todo_id);

UPDATE todos
   SET is_completed = true
 WHERE id = :todo_id AND deleted_at IS NULL
RETURNING id, title, description, priority, is_completed, completed_at, created_at, updated_at;

-- name: deleteTodo :exec
SELECT require_own_todo(:todo_id);

UPDATE todos
   SET deleted_at = now()
 WHERE id = :todo_id AND deleted_at IS NULL;
