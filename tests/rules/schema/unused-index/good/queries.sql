-- name: findUser :one
SELECT id FROM users WHERE lower(email) = lower(:email);

-- name: findTodos :many
SELECT todos.id, colour FROM todos JOIN users ON users.plan = todos.title
WHERE (tags @> :tags OR due IS NULL) ORDER BY rank, 2;

-- name: lastState :one
SELECT max(state) FROM todos;

-- name: areas :many
SELECT DISTINCT area FROM todos;

-- name: lists :many
SELECT list, count(*) FROM todos GROUP BY 1;

-- name: words :exec
UPDATE todos SET title = 'x' WHERE id IN (SELECT id FROM todos WHERE word = :word);

-- name: hide :exec
DELETE FROM todos USING users WHERE users.id = todos.id AND NOT hidden;

-- name: ofView :many
SELECT id FROM again WHERE first = :first;

-- name: ofSubquery :many
SELECT id FROM (SELECT id, b AS second FROM notes) AS some WHERE second = :second;

-- name: ofCommonTable :many
WITH some AS (SELECT id, c AS third FROM notes), more AS (SELECT * FROM some)
SELECT id FROM more ORDER BY third;

-- name: ofUnion :many
SELECT id FROM (SELECT id, d AS fourth FROM notes UNION ALL SELECT id, d FROM notes) AS both
WHERE fourth = :fourth;
