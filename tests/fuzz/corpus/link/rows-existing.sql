-- name: existing :one
WITH made AS (INSERT INTO users (email, password_hash) VALUES (:e, :p) ON CONFLICT DO NOTHING RETURNING id)
SELECT id FROM made UNION ALL SELECT id FROM users WHERE email = :e LIMIT 1;
