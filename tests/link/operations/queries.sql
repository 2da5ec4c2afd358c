-- name: listTodos :many
SELECT id, title, done FROM todos
WHERE (:done::boolean IS NULL OR done = :done) AND list_id = :path.list_id
ORDER BY id LIMIT :limit OFFSET :offset;

-- name: listTodos.count :one
SELECT count(*) FROM todos WHERE list_id = :path.list_id;

-- name: createTodo :one
INSERT INTO todos (list_id, title, note, extra)
VALUES (:list_id, :title, COALESCE(:note, 'none'), :body) RETURNING id, title;

-- name: patchTodo :one
UPDATE todos
   SET (title, done) = (SELECT title, done FROM jsonb_populate_record(todos, :body))
 WHERE id = :todo_id AND note = :x_note AND title <> :claims.name::text
RETURNING id, title, done;

-- name: addTodos :exec
INSERT INTO todos (list_id, title, note)
SELECT :list_id, x.title, x.hidden FROM jsonb_to_recordset(:body) AS x (title text, hidden text);

-- name: ambiguous :exec
UPDATE todos SET title = :title WHERE id = :todo_id AND note = :missing AND title = :request.agent::text;

-- name: readJson :one
SELECT to_jsonb(todos) AS todo FROM todos WHERE id = :todo_id;

-- name: readWrapped :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: removeTodo :execrows
DELETE FROM todos WHERE id = :todo_id;

-- name: wrongKind :one
SELECT id, title FROM todos ORDER BY id LIMIT 1;

-- name: twoAnswers :one
SELECT id, title FROM todos ORDER BY id LIMIT 1;

-- name: nextPage :many
SELECT id, title FROM todos
WHERE (:cursor.id::uuid IS NULL OR id > :cursor.id) ORDER BY id LIMIT :limit;
