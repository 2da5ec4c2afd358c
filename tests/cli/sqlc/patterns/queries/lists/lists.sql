-- name: getList :one
SELECT nam FROM lists WHERE id = $1;
