-- name: signUp :exec
INSERT INTO by_query (id, password) VALUES (:id, crypt(:password, gen_salt('bf')));

-- name: setKey :exec
UPDATE by_query SET api_key = encode(digest(:key, 'sha256'), 'hex') WHERE id = :id;
