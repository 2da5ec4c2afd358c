-- name: setUser :exec
SELECT set_config('app.user_id', :user_id, true);

-- name: setPath :exec
SET LOCAL search_path = private;

-- name: isolate :exec
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;

-- name: lock :exec
SELECT pg_advisory_xact_lock(:key::bigint);

-- name: scratch :exec
CREATE TEMPORARY TABLE found (id uuid) ON COMMIT DROP;

-- name: tell :exec
SELECT pg_notify('changes', :what);

-- name: throughFunction :exec
SELECT enter_for_now(:user_id);

-- name: words :one
SELECT name FROM users WHERE name = 'SET ROLE x' AND id = :id;
