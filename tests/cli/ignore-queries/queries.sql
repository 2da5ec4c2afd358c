-- lintel-ignore query/syntax-error: the importer runs it
-- name: addTodos :copyfrom
INSERT INTO todos (id, title) VALUES ($1, $2);

-- lintel-ignore query/unknown-name: the extension brings it
-- name: slugs :many
SELECT id,
       slugify(title)
FROM todos

-- name: again :many
SELECT kebab(title) FROM todos; -- lintel-ignore query/unknown-name: the other extension does

-- lintel-ignore query/unknown-name: silences nothing
-- name: fine :many
SELECT id FROM todos;

-- name: notSilenced :many
SELECT snake(title) FROM todos;
