-- name: purge :execrows
DELETE FROM todos;
