-- name: signIn :one
SELECT id AS sub, email FROM accounts WHERE email = :email AND password_hash = crypt(:password, password_hash);
-- name: signInAgain :one
SELECT id AS sub FROM accounts WHERE email = :email AND password_hash = crypt(:password, password_hash);
-- name: signInQuietly :one
SELECT id AS sub FROM accounts WHERE email = :email AND password_hash = crypt(:password, password_hash);
