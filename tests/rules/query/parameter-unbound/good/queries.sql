-- name: byPlace :one
UPDATE todos SET title = :body.title, note = :x_note, done = :session_done
WHERE id = :path.id AND list_id = :query.id AND :claims ->> 'sub' IS NOT NULL AND :claims.role::text = 'x'
RETURNING id;

-- name: paged :many
SELECT id, title FROM todos
WHERE :cursor.id::uuid IS NULL OR id > :cursor.id ORDER BY id LIMIT :page_size;

-- name: whole :exec
INSERT INTO todos (list_id, title, note)
SELECT list_id, title, :request.id::text FROM jsonb_populate_record(NULL::todos, :body);

-- name: fromParts :exec
INSERT INTO todos (list_id, title) VALUES (:list_id, :title);

-- name: perhapsOfForm :exec
INSERT INTO todos (list_id, title) VALUES (:list_id, :title);

-- name: ofNoOperation :exec
DELETE FROM todos WHERE id = :nobody_gives_this;

-- name: perhapsOfReference :many
SELECT id FROM todos WHERE list_id = :path.list_id;
