-- name: findTodos :many
SELECT id FROM todos WHERE title = @title AND id <> $2 LIMIT sqlc.arg(most);
