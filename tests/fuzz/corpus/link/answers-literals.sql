-- name: literals :one
SELECT 1 AS one, 'x' AS text, NULL AS nothing, now() AS at, current_user AS who, true AND NULL AS logic;
