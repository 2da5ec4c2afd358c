-- name: nearMiss :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: wrongScope :one
SELECT id, title FROM todos WHERE id = :query.todo_id;

-- name: noBody :exec
INSERT INTO todos (list_id, title) SELECT list_id, title FROM jsonb_populate_record(NULL::todos, :body);

-- name: unnamed :one
SELECT id, title FROM todos WHERE id = $1;

-- name: serverWords :exec
UPDATE todos SET note = :request.agent::text WHERE id = :todo_id AND title > :cursor::text;

-- name: nested :exec
UPDATE todos SET title = :body.todo.title WHERE id = :todo_id;

-- name: readCount :many
SELECT id, title FROM todos ORDER BY id LIMIT :limit;

-- name: readCount.count :one
SELECT count(*) FROM todos WHERE done = :done;
