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

-- name: values :one
SELECT i.id, i.title FROM todos i JOIN (VALUES (:todo_id::uuid)) v(k) ON v.k = i.id;

-- name: input :one
WITH input AS (SELECT :todo_id::uuid AS k)
SELECT id, title FROM todos WHERE id = (SELECT k FROM input);

-- name: using :one
SELECT i.id, i.title FROM todos i JOIN (SELECT :todo_id::uuid AS id) w USING (id);

-- name: unnested :one
SELECT i.id, i.title FROM todos i JOIN unnest(ARRAY[:todo_id::uuid]) k ON i.id = k;

-- name: castArray :one
SELECT id, title FROM todos WHERE id = ANY (ARRAY[:todo_id]::uuid[]);

-- name: writeAndShow :one
WITH gone AS (DELETE FROM todos WHERE id = :todo_id RETURNING id, title)
SELECT id, title FROM gone;

-- name: forced :many
SELECT t.id, t.title FROM todos t LEFT JOIN lists l ON l.id = t.list_id WHERE l.id = :list_id ORDER BY t.id LIMIT 50;

-- name: parent :one
SELECT id, name FROM lists WHERE id IN (SELECT list_id FROM todos WHERE id = :todo_id);

-- name: arms :one
SELECT id, title FROM todos WHERE id = :todo_id
UNION ALL
SELECT l.id, l.name FROM lists l JOIN todos t ON t.list_id = l.id WHERE t.id = :todo_id;

-- name: tree :many
WITH RECURSIVE tree AS (SELECT id, name FROM lists WHERE id = :list_id UNION SELECT l.id, l.name FROM lists l JOIN tree t ON l.id = t.id)
SELECT id, name FROM tree ORDER BY id LIMIT 50;

-- name: lateral :many
SELECT x.id, x.title FROM lists l, LATERAL (SELECT * FROM todos t WHERE t.list_id = l.id) x WHERE l.id = :list_id ORDER BY x.id LIMIT 50;

-- name: merged :exec
MERGE INTO todos t USING (SELECT :todo_id::uuid AS id) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET done = true;

-- name: updateFrom :one
UPDATE todos t SET done = true FROM lists l WHERE l.id = t.list_id AND t.id = :todo_id RETURNING t.id, l.name;

-- name: inFunction :one
SELECT id, title FROM one_todo(:todo_id);

-- name: copied :one
INSERT INTO todos (list_id, title) SELECT list_id, title FROM todos WHERE id = :todo_id RETURNING id;

-- name: children :execrows
DELETE FROM todos t USING lists l WHERE l.id = t.list_id AND l.id = :list_id;

-- name: correlated :execrows
DELETE FROM todos t WHERE EXISTS (SELECT FROM tags x WHERE x.todo_id = t.id AND x.todo_id = :todo_id);

-- name: siblings :many
SELECT o.id, o.title FROM todos t JOIN todos o ON o.list_id = t.list_id WHERE t.id = :todo_id ORDER BY o.id LIMIT 50;

-- name: ambiguous :one
UPDATE todos SET done = true WHERE id = :todo_id RETURNING id;
