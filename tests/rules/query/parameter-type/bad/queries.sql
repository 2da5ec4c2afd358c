-- an operator that these types do not have
-- name: byNumber :one
SELECT title FROM todos WHERE id = :id::integer;

-- the first use has made :key text
-- name: secondUse :one
SELECT title FROM todos WHERE title = :key OR id = :key LIMIT 1;

-- name: twoEnums :many
SELECT id FROM todos WHERE state = importance ORDER BY id LIMIT 10;

-- name: inUuids :many
SELECT id FROM todos WHERE list_id = ANY(:ids::uuid[]) ORDER BY id LIMIT 10;

-- name: noArray :many
SELECT id FROM todos WHERE id = ANY(:ids::uuid) ORDER BY id LIMIT 10;

-- name: subquery :many
SELECT id FROM todos WHERE list_id IN (SELECT name FROM lists) ORDER BY id LIMIT 10;

-- name: joined :many
SELECT t.id FROM todos t JOIN lists l ON l.id = t.id ORDER BY t.id LIMIT 10;

-- a function that takes other arguments
-- name: lowered :many
SELECT lower(position) FROM todos ORDER BY id LIMIT 10;

-- name: ranked :many
SELECT weigh(title) FROM todos ORDER BY id LIMIT 10;

-- a value that cannot become its column's
-- name: wordAsNumber :exec
INSERT INTO todos (id, list_id, title) VALUES (:id, :list::text, :title);

-- name: wordAsJson :exec
UPDATE todos SET details = :details::text WHERE id = :id;

-- name: wordAsEnum :exec
UPDATE todos SET state = lower(:state) WHERE id = :id;

-- name: numberAsUuid :exec
INSERT INTO todos (id, list_id, title) SELECT id, id, name FROM lists;

-- name: excluded :exec
INSERT INTO todos (id, list_id, title) VALUES (:id, :list, :title)
ON CONFLICT (id) DO UPDATE SET position = excluded.title;

-- as many values as columns
-- name: tooMany :exec
INSERT INTO todos (id, list_id) VALUES (:id, :list, :title);

-- name: tooFew :exec
INSERT INTO todos (id, list_id, title) SELECT gen_random_uuid(), id FROM lists;

-- name: unequalRows :exec
INSERT INTO lists (id, name) VALUES (1, 'a'), (2);

-- name: twice :exec
UPDATE todos SET title = :title, title = 'x' WHERE id = :id;

-- values together
-- name: mixedCase :many
SELECT CASE WHEN position > 1 THEN position ELSE title END FROM todos ORDER BY id LIMIT 10;

-- name: mixedUnion :many
SELECT id FROM todos UNION SELECT id FROM lists ORDER BY 1 LIMIT 10;

-- name: unequalUnion :many
SELECT id, title FROM todos UNION ALL SELECT gen_random_uuid() ORDER BY 1 LIMIT 10;

-- name: mixedCoalesce :many
SELECT coalesce(position, title) FROM todos ORDER BY id LIMIT 10;

-- no boolean
-- name: noBoolean :many
SELECT id FROM todos WHERE position ORDER BY id LIMIT 10;

-- name: noBooleanInAnd :many
SELECT id FROM todos WHERE title = :title AND details ORDER BY id LIMIT 10;

-- name: noNumber :many
SELECT id FROM todos ORDER BY id LIMIT :limit::text;

-- casts
-- name: noCast :many
SELECT position::uuid FROM todos ORDER BY id LIMIT 10;

-- json has no equality
-- name: distinctJson :many
SELECT DISTINCT settings FROM lists LIMIT 10;

-- name: sortedJson :many
SELECT id FROM lists ORDER BY settings LIMIT 10;

-- the first side decides
-- name: recursion :many
WITH RECURSIVE up AS (SELECT 1 AS n UNION ALL SELECT n + 1::bigint FROM up WHERE n < 5)
SELECT n FROM up ORDER BY n LIMIT 10;

-- a value that the enum does not have
-- name: anyState :many
SELECT id FROM todos WHERE 'dome' = :state::state ORDER BY id LIMIT 10;
