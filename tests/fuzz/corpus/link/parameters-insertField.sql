-- name: insertField :exec
INSERT INTO lists (id, owner_id, name)
VALUES (gen_random_uuid(), :owner_id, (jsonb_populate_record(NULL::lists, :body)).name);
