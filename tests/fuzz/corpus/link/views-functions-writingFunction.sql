-- name: writingFunction :one
SELECT rename_todo(:id, upper(:title)) AS title;
