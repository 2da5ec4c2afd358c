-- name: createTodo :one
INSERT INTO todos (list_id, title, done) VALUES (:list_id, :title, :done) RETURNING id;

-- name: updateTodo :exec
UPDATE todos SET title = :title WHERE id = :todo_id;

-- name: noBodyNeeded :exec
UPDATE todos SET title = :title WHERE id = :todo_id;

-- name: fromBody :exec
INSERT INTO todos (list_id, title)
SELECT list_id, title FROM jsonb_populate_record(NULL::todos, :body);

-- name: undeclared :exec
INSERT INTO todos SELECT * FROM jsonb_populate_record(NULL::todos, :body);

-- name: nullOverBase :exec
UPDATE todos SET (title, done) = (SELECT title, done FROM jsonb_populate_record(todos, :body))
WHERE id = :todo_id;

-- name: fromQuery :exec
UPDATE todos SET done = :done WHERE id = :todo_id;

-- name: createPerson :exec
INSERT INTO people (id, called, born, slug) VALUES (:id, :called, :born, :slug);
