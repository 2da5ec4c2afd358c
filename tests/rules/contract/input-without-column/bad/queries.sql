-- name: createTodo :one
INSERT INTO todos (list_id, title) VALUES (:list_id, :title)
RETURNING id, :echoed::text AS echoed, :tested::text IS NULL AS tested;

-- name: fromBody :exec
INSERT INTO todos (list_id, title)
SELECT list_id, title FROM jsonb_populate_record(NULL::todos, :body);

-- name: several :exec
INSERT INTO todos (list_id, title)
SELECT x.list_id, x.title FROM jsonb_to_recordset(:body) AS x (list_id uuid, title text);
