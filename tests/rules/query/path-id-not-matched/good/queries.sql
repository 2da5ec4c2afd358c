-- name: plain :one
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: castAndTurned :one
SELECT id, title FROM todos WHERE :todo_id::uuid = id;

-- name: anyOfThem :many
SELECT id, title FROM todos WHERE id = ANY (ARRAY[:todo_id::uuid]);

-- name: throughView :one
SELECT id, title FROM open_todos WHERE id = :todo_id;

-- name: guarded :one
SELECT allow(:todo_id);
INSERT INTO log (what) VALUES ('done');
UPDATE todos SET done = true WHERE id = :todo_id RETURNING id;

-- name: byParent :many
SELECT id, title FROM todos WHERE list_id = :list_id ORDER BY id LIMIT 50;

-- name: byParent.count :one
SELECT count(*) FROM todos WHERE list_id = :list_id;

-- name: joined :many
SELECT t.id, t.title, l.name FROM todos t JOIN lists l ON l.id = t.list_id
WHERE l.id = :list_id ORDER BY t.id LIMIT 50;

-- name: makeChild :one
INSERT INTO todos (list_id, title) VALUES (:list_id, :title) RETURNING id;

-- name: untag :execrows
DELETE FROM tags WHERE todo_id = :todo_id AND tag = :tag;

-- name: report :many
SELECT count(*) AS n FROM log WHERE extract(year FROM at) = :year;
