-- name: insertRecords :many
INSERT INTO todos (list_id, title)
SELECT :list_id, x.title FROM jsonb_to_recordset(:body -> 'items') AS x(title text)
RETURNING id;
