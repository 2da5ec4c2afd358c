-- name: pathAndBody :exec
UPDATE todos SET title = :title WHERE id = :id;

-- name: twoInBody :exec
UPDATE todos SET title = :the_title WHERE id = :id;

-- name: queryAndHeader :one
SELECT id, title FROM todos WHERE id = :id AND title = :title;

-- name: cookieAndQuery :one
SELECT id, title FROM todos WHERE id = :id AND title = :theme;
