SELECT 'no name stands above this';

-- name: noComma :many
SELECT id title, FROM todos;

-- name: noKind
SELECT id FROM todos;

-- name: noColon one
SELECT id FROM todos WHERE id = :id;

-- name: unknownKind :mny
SELECT id FROM todos;

-- name: :one
SELECT count(*) FROM todos;

-- name withoutColon :one
SELECT min(id) FROM todos;

-- name:
SELECT max(id) FROM todos;

-- name: copies :copyfrom
INSERT INTO todos (id, title) VALUES ($1, $2);

-- name: copiesMore :copyfrom
INSERT INTO todos (id, title) VALUES ($1, $2);

-- name: getTodo :one
SELECT id, title FROM todos WHERE id = :id;

-- name: getTodo :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: GetTodo :one
SELECT id, title FROM todos WHERE id = :id;

-- name: nothingBelow :exec

-- name: twoStyles :exec
UPDATE todos SET title = :title WHERE id = $1;

-- name: gap :exec
UPDATE todos SET title = $1 WHERE id = $3;

-- name: zero :exec
UPDATE todos SET title = $0 WHERE id = $1;

-- name: slice :many
SELECT title FROM todos WHERE id IN (sqlc.slice('ids'));

-- name: sqlcUnknown :many
SELECT title FROM todos WHERE id = sqlc.agr(id);

-- name: sqlcTwo :many
SELECT title FROM todos WHERE id = sqlc.arg(a, b);

-- name: wholeCursor :many
SELECT id FROM todos WHERE id > :cursor ORDER BY id;

-- name: wholeRequest :exec
UPDATE todos SET title = :request WHERE id = :request.number;

-- name: noEnd :one
SELECT 'this string has no end, id FROM todos;

-- name: afterNoEnd :one
SELECT count(*) FROM todos;

-- name: goesOn :one twice
SELECT count(*) FROM todos;

-- name: many-rows*!
INSERT INTO todos (id, title) VALUES (:id, :title);
