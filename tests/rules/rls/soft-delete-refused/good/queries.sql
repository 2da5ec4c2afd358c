-- name: deleteA :exec
UPDATE a SET deleted_at = now() WHERE id = :id;

-- name: deleteB :exec
UPDATE b SET is_deleted = true WHERE id = :id;

-- name: moveC :exec
UPDATE c SET status = :status WHERE id = :id;

-- name: restoreD :exec
UPDATE d SET deleted_at = NULL, is_deleted = true, status = 'open' WHERE id = :id;
