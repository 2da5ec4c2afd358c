-- name: byOptionalId :many
SELECT title FROM todos WHERE :id::uuid IS NULL OR id = :id ORDER BY id LIMIT 10;

-- the comparison comes first, and types it
-- name: theOtherWayRound :many
SELECT title FROM todos WHERE id = :id OR :id IS NULL ORDER BY id LIMIT 10;

-- PostgreSQL makes it text
-- name: alone :one
SELECT :x AS x;

-- name: concatenated :many
SELECT title FROM todos WHERE title LIKE '%' || :q || '%' ORDER BY id LIMIT :limit;

-- name: limits :many
SELECT title FROM todos WHERE list_id = ANY(:lists) ORDER BY id LIMIT :limit OFFSET :offset;

-- name: written :exec
INSERT INTO todos (id, list_id, title) VALUES (:id, :list_id, COALESCE(:title, 'none'));
