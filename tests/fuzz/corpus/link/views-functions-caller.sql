-- name: caller :many
SELECT id FROM lists WHERE owner_id = current_setting('app.user')::uuid AND name = :name;
