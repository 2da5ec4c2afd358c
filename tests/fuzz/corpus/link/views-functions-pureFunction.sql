-- name: pureFunction :one
SELECT shout(title) AS loud FROM todos WHERE id = :id AND title = shout(:x);
