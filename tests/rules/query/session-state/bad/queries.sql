-- name: setUser :exec
SELECT set_config('app.user_id', :user_id, false);

-- name: setPath :exec
SET search_path = private;

-- name: setZone :exec
SET SESSION TIME ZONE 'UTC';

-- name: lock :one
SELECT pg_try_advisory_lock(:key::bigint);

-- name: lockInside :many
SELECT id FROM users WHERE (SELECT pg_advisory_lock(1)) IS NOT NULL AND id = :id;

-- name: scratch :exec
CREATE TEMP TABLE found (id uuid);

-- name: listen :exec
LISTEN changes;

-- name: prepared :exec
PREPARE by_id AS SELECT 1;

-- name: cursor :exec
DECLARE c CURSOR WITH HOLD FOR SELECT id FROM users;

-- name: throughFunction :exec
SELECT enter(:user_id);

-- name: throughRole :exec
SELECT become(:user_id);
