-- name: GetTodo :one
SELECT id, title, password_hash FROM todos WHERE id = $1;

-- name: ListTodos :many
SELECT id, title FROM todos WHERE (sqlc.narg(done)::bool IS NULL OR done = sqlc.narg(done)) ORDER BY id LIMIT $1;

-- name: DeleteTodo :exec
DELETE FROM todos WHERE id = $1;
