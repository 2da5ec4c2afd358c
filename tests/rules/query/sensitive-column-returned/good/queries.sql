-- name: plain :one
SELECT id, email FROM users WHERE id = :id;

-- name: matches :one
SELECT id, password_hash = crypt(:password, password_hash) AS matches FROM users
WHERE email = :email AND password_hash = crypt(:password, password_hash);

-- name: counted :one
SELECT count(password_hash) FROM users;

-- name: hashed :one
SELECT encode(digest(totp_secret, 'sha256'), 'hex') AS fingerprint FROM users WHERE id = :id;

-- name: flag :one
SELECT has_secret FROM users WHERE id = :id;

-- name: nulls :one
SELECT totp_secret IS NOT NULL AS has_second_factor FROM users WHERE id = :id;

-- a token that is made to be given away
-- name: shared :one
SELECT share_token FROM links WHERE id = :id;

-- name: document :one
SELECT jsonb_build_object('email', email) AS body FROM users WHERE id = :id;

-- name: without :one
SELECT to_jsonb(u) - 'password_hash' - ARRAY['totp_secret', 'email'] AS body FROM users u WHERE u.id = :id;

-- of no operation: the server checks the password itself
-- name: signIn :one
SELECT id, password_hash FROM users WHERE email = :email;
