-- name: everything :one
SELECT * FROM users WHERE id = :id;

-- name: wholeRow :one
SELECT u FROM users u WHERE u.id = :id;

-- name: document :one
SELECT to_jsonb(u) - 'email' AS body FROM users u WHERE u.id = :id;

-- name: listed :one
SELECT json_agg(u) AS users FROM users u;

-- name: throughView :one
SELECT hash FROM people WHERE id = :id;

-- name: throughFunction :one
SELECT email, totp_secret FROM person(:id);

-- name: throughCommonTable :one
WITH own AS (SELECT id, password_hash AS p FROM users) SELECT COALESCE(p, '') AS x FROM own WHERE id = :id;

-- name: part :one
SELECT left(password_hash, 8) AS start FROM users WHERE id = :id;

-- name: returned :one
INSERT INTO users (id, email, password_hash) VALUES (:id, :email, crypt(:password, gen_salt('bf'))) RETURNING *;

-- name: declared :one
SELECT u.salary, l.share_token FROM users u JOIN links l ON l.user_id = u.id WHERE l.id = :id;

-- another key is taken out, and one stays
-- name: without :one
SELECT to_jsonb(u) - 'password_hash' - 'salary' AS body FROM users u WHERE u.id = :id;
