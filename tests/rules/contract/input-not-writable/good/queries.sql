-- name: createTodo :one
INSERT INTO todos (owner_id, title) VALUES (auth.uid(), :title) RETURNING id, created_at;

-- name: putTodo :exec
INSERT INTO todos (id, owner_id, title) VALUES (:todo_id, auth.uid(), :title)
ON CONFLICT (id) DO UPDATE SET title = EXCLUDED.title;

-- name: addMember :exec
INSERT INTO members (team_id, user_id) VALUES (:team_id, :user_id);

-- name: closedBody :exec
INSERT INTO todos (owner_id, title, created_at)
SELECT auth.uid(), title, now() FROM jsonb_populate_record(NULL::todos, :body);

-- name: since :many
SELECT id, title FROM todos WHERE created_at > :created_at AND owner_id = :owner_id ORDER BY id LIMIT 10;

-- name: rename :exec
UPDATE docs SET title = :title WHERE id = :id;

-- name: send :exec
INSERT INTO messages (sender_id, recipient_id) VALUES (auth.uid(), :recipient_id);
