-- name: scoped :exec
UPDATE todos SET title = :title, list_id = :body.id WHERE id = :path.id;

-- name: readOnly :exec
UPDATE todos SET title = :title WHERE id = :id;

-- name: notNamed :one
SELECT id, title FROM todos WHERE id = :id;

-- name: whole :exec
UPDATE todos SET title = :body ->> 'title' WHERE id = :id;
