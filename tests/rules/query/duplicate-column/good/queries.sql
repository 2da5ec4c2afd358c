-- name: getOne :one
SELECT id, title AS a, upper(title) AS "A" FROM todos WHERE id = :id;

-- name: listUsing :many
SELECT * FROM todos JOIN (SELECT todo_id AS id, body FROM notes) AS n USING (id) WHERE id = :id ORDER BY body LIMIT 10;

-- name: inner :many
SELECT a FROM (SELECT title AS a, id, id AS b FROM todos) AS t WHERE id = :id ORDER BY b LIMIT 10;

-- name: ofNoOperation :many
SELECT 1 AS a, 2 AS a;
