-- name: byKey :one
SELECT title FROM todos WHERE id = :id;
-- name: byKeyAsText :one
SELECT title FROM todos WHERE id::text = :id;
-- name: byDateOfTime :one
SELECT title FROM todos WHERE created_at::date = :day;
-- name: byTwo :one
SELECT id FROM lists WHERE owner_id = :owner AND name = :name;
-- name: byOneOfTwo :one
SELECT id FROM lists WHERE owner_id = :owner;
-- name: byExpressionAndPredicate :one
SELECT id FROM todos WHERE list_id = :list AND lower(title) = lower(:title) AND deleted_at IS NULL;
-- name: withoutPredicate :one
SELECT id FROM todos WHERE list_id = :list AND lower(title) = lower(:title);
-- name: optionalKey :many
SELECT id FROM todos WHERE :id::uuid IS NULL OR id = :id;
-- name: anyOf :many
SELECT id FROM todos WHERE id = ANY(:ids);
-- name: inOne :one
SELECT id FROM todos WHERE id IN (:id);
-- name: ownColumn :many
SELECT id FROM todos t WHERE id = (SELECT max(o.id::text)::uuid FROM todos o WHERE o.list_id = t.list_id);
-- name: fromSubquery :one
SELECT id FROM todos WHERE id = (SELECT id FROM lists WHERE name = 'x' LIMIT 1);
-- name: joinUp :one
SELECT t.id FROM todos t JOIN lists l ON l.id = t.list_id JOIN users u ON u.id = l.owner_id WHERE t.id = :id;
-- name: joinDown :many
SELECT t.id FROM todos t JOIN lists l ON l.id = t.list_id WHERE l.id = :id;
-- name: leftUp :one
SELECT t.id FROM todos t LEFT JOIN lists l ON l.id = t.list_id AND l.name = 'x' WHERE t.id = :id;
-- name: leftKeyInOn :many
SELECT t.id FROM todos t LEFT JOIN lists l ON l.id = t.list_id AND t.id = :id;
-- name: innerKeyInOn :one
SELECT t.id FROM todos t JOIN lists l ON l.id = t.list_id AND t.id = :id;
-- name: fullJoin :many
SELECT t.id FROM todos t FULL JOIN lists l ON l.id = t.list_id WHERE t.id = :id;
-- name: joinUsing :one
SELECT l.name FROM lists l JOIN users u USING (id) WHERE l.id = :id;
-- name: limitOne :one
SELECT id FROM todos ORDER BY created_at LIMIT 1;
-- name: withTies :many
SELECT id FROM todos ORDER BY created_at FETCH FIRST 1 ROW WITH TIES;
-- name: limitParameter :many
SELECT id FROM todos ORDER BY id LIMIT :limit;
-- name: aggregate :one
SELECT sum(priority) FROM todos;
-- name: aggregateHaving :one
SELECT sum(priority) FROM todos HAVING count(*) > 1;
-- name: groupedByTied :one
SELECT list_id, count(*) FROM todos WHERE list_id = :list GROUP BY list_id;
-- name: groupedByOther :many
SELECT priority, count(*) FROM todos WHERE list_id = :list GROUP BY priority;
-- name: joinToGroups :one
SELECT l.id, c.n FROM lists l LEFT JOIN (SELECT list_id, count(*) AS n FROM todos GROUP BY list_id) c ON c.list_id = l.id WHERE l.id = :id;
-- name: joinToDistinct :one
SELECT l.id FROM lists l JOIN (SELECT DISTINCT list_id FROM todos) t ON t.list_id = l.id WHERE l.id = :id;
-- name: joinToCommonTable :one
WITH t AS (SELECT id, list_id FROM todos) SELECT l.name FROM t JOIN lists l ON l.id = t.list_id WHERE t.id = :id;
-- name: setFunction :many
SELECT unnest(ARRAY[1, 2]);
-- name: setFunctionWithTable :many
SELECT id, jsonb_array_elements(tags) FROM todos WHERE id = :id;
-- name: noTable :one
SELECT 1;
-- name: noTableWhere :one
SELECT 1 WHERE :x::boolean;
-- name: insertOne :one
INSERT INTO users (email, password_hash) VALUES (:e, :p) RETURNING id;
-- name: insertTwo :many
INSERT INTO users (email, password_hash) VALUES (:e, :p), (:f, :p) RETURNING id;
-- name: insertOrNothing :one
INSERT INTO users (email, password_hash) VALUES (:e, :p) ON CONFLICT DO NOTHING RETURNING id;
-- name: insertOrUpdate :one
INSERT INTO users (email, password_hash) VALUES (:e, :p) ON CONFLICT (email) DO UPDATE SET name = :n RETURNING id;
-- name: insertSelected :one
INSERT INTO todos (list_id, title) SELECT id, name FROM lists WHERE id = :id RETURNING id;
-- name: insertNoAnswer :exec
INSERT INTO users (email, password_hash) VALUES (:e, :p);
-- name: updateByKey :one
UPDATE todos SET title = :t WHERE id = :id RETURNING id;
-- name: updateFrom :one
UPDATE todos t SET title = l.name FROM lists l WHERE l.id = t.list_id AND t.id = :id RETURNING t.id;
-- name: updateMany :many
UPDATE todos SET title = :t WHERE list_id = :id RETURNING id;
-- name: deleteUsing :many
DELETE FROM todos t USING lists l WHERE l.id = t.list_id AND l.id = :id RETURNING t.id;
-- name: either :one
SELECT id FROM lists WHERE id = :a UNION ALL SELECT id FROM users WHERE id = :b;
-- name: both :one
SELECT id FROM lists WHERE id = :a INTERSECT SELECT id FROM users;
-- name: existing :one
WITH made AS (INSERT INTO users (email, password_hash) VALUES (:e, :p) ON CONFLICT DO NOTHING RETURNING id)
SELECT id FROM made UNION ALL SELECT id FROM users WHERE email = :e LIMIT 1;
-- name: crossOfSingles :one
SELECT l.id, u.id FROM lists l, users u WHERE l.id = :a AND u.email = :b;
-- name: lateralOne :many
SELECT l.id, x.id FROM lists l CROSS JOIN LATERAL (SELECT id FROM todos WHERE list_id = l.id LIMIT 1) x ORDER BY l.id;
-- name: orderNotUnique :many
SELECT id, title FROM todos ORDER BY created_at;
-- name: orderUnique :many
SELECT id, title FROM todos ORDER BY created_at DESC NULLS LAST, id;
-- name: orderUniqueByFilter :many
SELECT name FROM lists WHERE owner_id = :owner ORDER BY name;
-- name: orderByOther :many
SELECT name FROM lists ORDER BY name;
-- name: orderThroughJoin :many
SELECT t.id, l.name FROM todos t JOIN lists l ON l.id = t.list_id ORDER BY l.name, t.id;
-- name: orderByParent :many
SELECT t.id, l.name FROM todos t JOIN lists l ON l.id = t.list_id ORDER BY l.id;
-- name: orderGroups :many
SELECT list_id, count(*) AS n FROM todos GROUP BY list_id ORDER BY n DESC, list_id;
-- name: orderGroupsByCount :many
SELECT list_id, count(*) AS n FROM todos GROUP BY list_id ORDER BY n DESC;
-- name: orderGroupsOfJoin :many
SELECT l.id, l.name, count(t.id) FROM lists l LEFT JOIN todos t ON t.list_id = l.id GROUP BY l.id, l.name ORDER BY l.name, l.id;
-- name: orderDistinct :many
SELECT DISTINCT list_id, priority FROM todos ORDER BY priority, list_id;
-- name: orderDistinctOn :many
SELECT DISTINCT ON (list_id) list_id, title FROM todos ORDER BY list_id, created_at DESC;
-- name: orderNumber :many
SELECT id, title FROM todos ORDER BY 2, 1;
-- name: orderUnion :many
SELECT id FROM lists UNION SELECT id FROM users ORDER BY id;
-- name: orderComputed :many
SELECT id FROM todos ORDER BY title || id::text;
-- name: orderNullable :many
SELECT x.id FROM (SELECT id, due FROM todos) x ORDER BY x.due, x.id;
