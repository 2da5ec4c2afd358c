-- name: getProfile :one
SELECT user_id, name FROM profiles;
