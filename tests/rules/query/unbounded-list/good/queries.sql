-- name: allTodos :many
SELECT id, title FROM todos ORDER BY id LIMIT :limit;

-- name: byIds :many
SELECT id, title FROM todos WHERE id = ANY(:ids);

-- name: given :many
SELECT t.id FROM unnest(:ids::uuid[]) AS wanted(id) JOIN todos t ON t.id = wanted.id;

-- name: grouped :many
SELECT list_id, count(*) FROM todos GROUP BY list_id;

-- name: one :one
SELECT title FROM todos WHERE id = :id;

-- name: newestOfPage :many
SELECT l.name, t.title FROM (SELECT id, name FROM lists ORDER BY id LIMIT :limit) l LEFT JOIN todos t ON t.list_id = l.id;

-- name: total :one
SELECT count(*) FROM todos;

-- name: lots :many
VALUES (1), (2), (3);

-- of no operation: a job
-- name: everyTodo :many
SELECT id FROM todos;
