-- name: notUsed :one
SELECT id, title FROM todos ORDER BY id LIMIT 1;

-- name: optional :one
SELECT id, title FROM todos WHERE (:todo_id::uuid IS NULL OR id = :todo_id) LIMIT 1;

-- name: noKey :one
SELECT id, title FROM todos WHERE public_id = :todo_id;

-- name: namesake :one
SELECT id, title FROM todos WHERE public_id = :public_id;

-- name: range :one
SELECT id, title FROM todos WHERE id >= :todo_id ORDER BY id LIMIT 1;

-- name: other :one
SELECT id, title FROM todos WHERE id <> :todo_id LIMIT 1;

-- name: onlyAnswered :one
UPDATE todos SET done = true WHERE title = :title RETURNING id, :todo_id::uuid AS asked;

-- name: secondStatement :one
UPDATE todos SET done = true WHERE title = :title;
SELECT id, title FROM todos WHERE id = :todo_id;

-- name: parentForgotten :many
SELECT id, title FROM todos WHERE done = :done ORDER BY id LIMIT 50;

-- name: countForgotten :many
SELECT id, title FROM todos WHERE list_id = :list_id ORDER BY id LIMIT 50;

-- name: countForgotten.count :one
SELECT count(*) FROM todos;

-- name: writes :exec
DELETE FROM todos WHERE done;

-- name: byNumber :one
SELECT id, title FROM todos WHERE number > :number ORDER BY number LIMIT 1;

-- name: otherInstance :execrows
DELETE FROM todos i USING todos o WHERE o.id = :todo_id AND o.list_id = i.list_id;

-- name: uncorrelated :execrows
DELETE FROM todos WHERE EXISTS (SELECT FROM todos x WHERE x.id = :todo_id);

-- name: writeBelow :one
WITH gone AS (DELETE FROM todos WHERE done RETURNING id)
SELECT id FROM gone WHERE id = :todo_id;

-- name: readNotTied :execrows
WITH one AS (SELECT id FROM todos WHERE id = :todo_id)
DELETE FROM todos WHERE done;

-- name: outerJoin :one
SELECT i.id, i.title FROM todos i LEFT JOIN todos x ON x.id = :todo_id LIMIT 1;

-- name: otherForeignKey :execrows
DELETE FROM todos WHERE list_id = :todo_id;

-- name: maybeOtherForeignKey :execrows
DELETE FROM todos WHERE list_id = :id;

-- name: unionArm :one
SELECT id, title FROM todos WHERE id = :todo_id
UNION ALL
SELECT id, title FROM todos WHERE done
LIMIT 1;

-- name: negated :execrows
DELETE FROM todos WHERE NOT (id = :todo_id);

-- name: orOthers :execrows
DELETE FROM todos WHERE id = :todo_id OR done;

-- name: notJoined :many
SELECT t.id, t.title FROM todos t, lists l WHERE l.id = :list_id LIMIT 50;

-- name: siblingsBelow :execrows
DELETE FROM todos WHERE list_id = (SELECT list_id FROM todos WHERE id = :todo_id);

-- name: unionBelow :one
SELECT x.id FROM (SELECT id FROM todos WHERE id = :todo_id UNION ALL SELECT id FROM todos) x LIMIT 1;

-- name: inFunction :exec
SELECT delete_done(:todo_id);
