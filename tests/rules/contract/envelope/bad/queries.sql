-- name: noTotal :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: noTotalPerhaps :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: noCursor :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: noOffset :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: noLimit :many
SELECT id, title FROM todos WHERE done ORDER BY id;

-- name: links :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: twoLists :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: missing :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: twoSuccesses :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: noSuccess :many
SELECT id, title FROM todos ORDER BY id LIMIT 50;

-- name: rowMissing :one
SELECT id, title FROM todos WHERE id = :todo_id;
