-- name: notUsed :one
SELECT id, title FROM todos ORDER BY id LIMIT 1;

-- name: optional :one
SELECT id, title FROM todos WHERE (:todo_id::uuid IS NULL OR id = :todo_id) LIMIT 1;

-- name: noKey :one
SELECT id, title FROM todos WHERE public_id = :todo_id;

-- name: namesake :one
SELECT id, title FROM todos WHERE public_id = :public_id;

-- name: range :one
SELECT id, title FROM todos WHERE id >= :todo_id ORDER BY id LIMIT 1;

-- name: other :one
SELECT id, title FROM todos WHERE id <> :todo_id LIMIT 1;

-- name: onlyAnswered :one
UPDATE todos SET done = true WHERE title = :title RETURNING id, :todo_id::uuid AS asked;

-- name: secondStatement :one
UPDATE todos SET done = true WHERE title = :title;
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: parentForgotten :many
SELECT id, title FROM todos WHERE done = :done ORDER BY id LIMIT 50;

-- name: countForgotten :many
SELECT id, title FROM todos WHERE list_id = :list_id ORDER BY id LIMIT 50;

-- name: countForgotten.count :one
SELECT count(*) FROM todos;

-- name: writes :exec
DELETE FROM todos WHERE done;

-- name: byNumber :one
SELECT id, title FROM todos WHERE number > :number ORDER BY number LIMIT 1;
