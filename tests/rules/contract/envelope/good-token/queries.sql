-- name: signIn :one
SELECT id AS sub FROM accounts WHERE email = :email AND password_hash = crypt(:password, password_hash);
-- name: signInOpen :one
SELECT id AS sub FROM accounts WHERE email = :email;
