-- name: deeper :one
SELECT 1;
