-- name: others :many
SELECT id FROM others;
