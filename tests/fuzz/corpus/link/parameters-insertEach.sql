-- name: insertEach :exec
INSERT INTO todos (list_id, title) SELECT :list_id, unnest(:titles::text[]);
