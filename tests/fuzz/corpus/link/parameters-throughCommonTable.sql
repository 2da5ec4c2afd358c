-- name: throughCommonTable :exec
WITH input AS (SELECT :a AS title, :b::uuid AS list_id),
     again AS (SELECT list_id, title FROM input)
INSERT INTO todos (title, list_id) SELECT title, list_id FROM again;
