-- name: createTodo :one
INSERT INTO todos (id, owner_id, title, seat_count, view_count, created_at)
VALUES (:id, :owner_id, :title, :seat_count, :view_count, :created_at) RETURNING id;

-- name: giveAway :exec
UPDATE todos SET id = :new_id, owner_id = :owner_id WHERE id = :todo_id;

-- name: openBody :exec
INSERT INTO todos SELECT * FROM jsonb_populate_record(NULL::todos, :body);

-- name: readOnly :exec
UPDATE todos SET created_at = :created_at WHERE id = :todo_id;

-- name: giveDoc :exec
UPDATE docs SET author_id = :author_id WHERE id = :id;

-- name: addRoom :exec
INSERT INTO rooms (org_id, name) VALUES (:org_id, :name);
