-- name: insertRecord :one
INSERT INTO todos (list_id, title, priority)
SELECT :list_id, x.title, x.priority FROM jsonb_to_record(:body) AS x(title text, priority int)
RETURNING id;
