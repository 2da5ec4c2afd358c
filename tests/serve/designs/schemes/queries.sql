-- name: askAsSession :one
SELECT current_user::text AS role, auth.jwt() ->> 'sub' AS subject;

-- name: askAsAnyone :one
SELECT current_user::text AS role, auth.jwt() ->> 'sub' AS subject;

-- name: askOpenly :one
SELECT current_user::text AS role, auth.jwt() ->> 'sub' AS subject;

-- name: askAsStaff :one
SELECT current_user::text AS role, auth.jwt() ->> 'sub' AS subject;

-- name: askWithInvitation :one
SELECT current_user::text AS role, auth.jwt() ->> 'sub' AS subject;

-- name: askAsBrowser :one
SELECT current_user::text AS role, auth.jwt() ->> 'sub' AS subject;

-- name: addVisit :one
INSERT INTO visits (note) VALUES (:note) RETURNING id, note;

-- name: sleepLong :one
SELECT pg_sleep(3)::text AS slept;
