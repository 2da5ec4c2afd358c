-- name: hidden :one
SELECT password_hash = crypt(:password, password_hash) AS matches, md5(password_hash) AS hash,
       length(password_hash) AS size, left(password_hash, 3) AS start
FROM users WHERE email = :email;
