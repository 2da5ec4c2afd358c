-- name: deleteA :exec
UPDATE a SET deleted_at = now() WHERE id = :id;

-- name: deleteB :exec
UPDATE b SET is_deleted = true WHERE id = :id;

-- name: deleteC :one
UPDATE c SET status = 'deleted' WHERE id = :id RETURNING id;

-- name: deleteD :exec
WITH gone AS (UPDATE d SET deleted_at = CURRENT_TIMESTAMP WHERE id = :id RETURNING id) SELECT id FROM gone;
