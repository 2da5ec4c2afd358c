-- name: insertNew :exec
INSERT INTO todos SELECT * FROM jsonb_populate_record(NULL::todos, :body);
