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

-- name: starSameNames :exec
INSERT INTO notes (id, title, body, is_long)
SELECT v.*, true FROM (SELECT 1, :title::text, :body.body::text) v;

-- name: strictFunction :exec
UPDATE notes SET title = btrim(:title), body = 'x' || :body.body WHERE id = 1;

-- name: strictComparison :exec
UPDATE notes SET is_long = :size::int > 5 WHERE id = 1;

-- name: strictOfDesign :exec
UPDATE notes SET title = filled(:title) WHERE id = 1;

-- name: bodyJoined :exec
INSERT INTO notes
SELECT * FROM jsonb_populate_record(NULL::notes, :body || jsonb_build_object('id', 1, 'is_long', true));

-- name: bodyWithoutKey :exec
INSERT INTO notes (id, title, body, is_long)
SELECT 2, r.title, 'x', true FROM jsonb_populate_record(NULL::notes, jsonb_strip_nulls(:body::jsonb - 'id')) r;

-- name: nullOverRow :exec
UPDATE notes SET title = r.title FROM (SELECT n.id, d.title FROM notes n,
    jsonb_populate_record(NULL::notes, to_jsonb(n) || :body) d) r WHERE r.id = notes.id;

-- name: notKnown :exec
UPDATE notes SET title = tidy(:title) WHERE id = 1;
