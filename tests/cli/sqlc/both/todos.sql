CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);
-- name: getTodo :one
SELECT id, title FROM todos WHERE id = :id;
CREATE INDEX todos_title_index ON todos (title);
-- name: renameTodo :exec
UPDATE todos SET title = $2, name = 'x' WHERE id = $1;
