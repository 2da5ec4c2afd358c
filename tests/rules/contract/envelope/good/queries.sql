-- name: counted :many
SELECT id, title FROM todos ORDER BY id LIMIT :limit OFFSET :offset;

-- name: counted.count :one
SELECT count(*) FROM todos;

-- name: keyset :many
SELECT id, title FROM todos WHERE (:cursor.id::uuid IS NULL OR id > :cursor.id) ORDER BY id LIMIT :limit;

-- name: totalColumn :many
SELECT id, title, count(*) OVER () AS total FROM todos ORDER BY id LIMIT 50;

-- name: jsonRows :many
SELECT jsonb_build_object('id', id, 'owner', 'x') AS todo FROM todos ORDER BY id LIMIT 50;

-- name: writeOnly :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: alternatives :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: plainText :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: withErrors :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: row :one
SELECT id, title, note FROM todos WHERE id = :todo_id;

-- name: wrappedRow :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: rowWithObject :one
SELECT id, to_jsonb(todos) AS data FROM todos WHERE id = :todo_id;

-- name: total :one
SELECT count(*) AS total FROM todos;

-- name: jsonBody :one
SELECT jsonb_build_object('anything', 1) AS body;
