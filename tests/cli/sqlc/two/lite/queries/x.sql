-- name: lite :many
SELECT * FROM light WHERE a = ?;
