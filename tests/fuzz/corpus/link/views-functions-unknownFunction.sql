-- name: unknownFunction :one
SELECT audit(:message);
