-- name: returning :one
INSERT INTO users (email, password_hash) VALUES (:email, crypt(:password, gen_salt('bf')))
ON CONFLICT DO NOTHING RETURNING id, email, name, xmax = 0 AS is_new;
