-- Everything that a name, a kind or an input may look like.

-- name: listTodos :many
-- All of them, the newest first.
-- name and title: the caller sees both
-- name title
SELECT id, title FROM todos ORDER BY created_at DESC LIMIT :limit;

-- name: listTodos.count :one
SELECT count(*) FROM todos;

--name:tight:one
SELECT title FROM todos WHERE id=:id;

/* name: inBlock :exec */
UPDATE todos SET title = $2 WHERE id = $1;

-- name: sqlcStyle :one
SELECT todos.id, sqlc.embed(todos) FROM todos
WHERE id = @id AND (sqlc.narg('title')::text IS NULL OR title = sqlc.narg(title)) AND done = sqlc.arg( done );

-- name: aiosql_one^
SELECT title FROM todos WHERE id = :id

-- name: aiosql-value$
SELECT count(*) FROM todos

-- name: aiosql_writes(title, id)!
UPDATE todos SET title = :title WHERE id = :id;

-- name: aiosql_returning<!
INSERT INTO todos (id, title) VALUES (:id, :title) RETURNING id;

-- name: several :exec
DELETE FROM todos WHERE id = :id;
UPDATE todos SET done = true WHERE title = :title;

-- name: none_of_these :many
SELECT ':x', "ti:tle", $tag$ :x @y $1 $tag$, E'\' :x' /* :x @y */ -- :x
FROM (SELECT title AS "ti:tle", tags, id FROM todos) AS t
WHERE tags[1:2] = ARRAY[:first, :second]::text[] AND tags @> ARRAY['a'] AND id::text = '1'
  AND tags[(:n)] = 'x' AND @ -id > 0;

-- name: keyset :many
SELECT id, created_at FROM todos
WHERE :cursor.id::bigint IS NULL OR (created_at, id) < (:cursor.created_at, :cursor.id)
ORDER BY created_at DESC, id DESC LIMIT :limit;

-- name: parts :execrows
UPDATE todos SET title = :body.title || :header.x_key || :request.id || (:claims ->> 'sub') WHERE id = :path.id;

/*
-- name: notAnyMore :one
SELECT nothing FROM nowhere;
*/

-- name: commentInside :one
SELECT id,
       -- name: of the todo
       title
FROM todos WHERE id = :id;
