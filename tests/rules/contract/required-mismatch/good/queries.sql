-- name: createTodo :one
INSERT INTO todos (list_id, title, note, done)
VALUES (:list_id, :title, :note, COALESCE(:done, false)) RETURNING id;

-- name: updateTodo :exec
UPDATE todos SET title = COALESCE(:title, title), done = CASE WHEN :done::boolean IS NULL THEN done ELSE :done END
WHERE id = :todo_id;

-- name: patchTodo :exec
UPDATE todos SET (title, done) = (SELECT title, done FROM jsonb_populate_record(todos, :body))
WHERE id = :todo_id;

-- name: fill :exec
UPDATE todos SET title = :title WHERE id = :todo_id;

-- name: listTodos :many
SELECT id, title FROM todos WHERE title = :title ORDER BY id LIMIT 10;

-- name: notStrict :exec
UPDATE notes SET title = concat(:title, '!'), tags = tags || :tag::text WHERE id = 1;

-- name: nullNeverArrives :exec
UPDATE notes SET title = filled(:title), is_new = :tag::text IS NULL, body = GREATEST(:body.body, 'a') WHERE id = 1;

-- name: overRow :exec
UPDATE notes SET title = r.title FROM (SELECT n.id, d.title FROM notes n,
    jsonb_populate_record(NULL::notes, to_jsonb(n) || :body) d) r WHERE r.id = notes.id;

-- name: overDefaults :exec
INSERT INTO notes
SELECT * FROM jsonb_populate_record(NULL::notes,
    jsonb_build_object('title', '', 'body', '', 'tags', '{}'::text[], 'is_new', true) || :body || jsonb_build_object('id', 1));

-- name: withoutKey :exec
INSERT INTO notes
SELECT 3, r.title, r.body, '{}', true FROM jsonb_populate_record(NULL::notes, :body::jsonb - 'title' || '{"body": "", "title": ""}') r;
