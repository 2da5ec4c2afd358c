-- name: outerJoins :many
SELECT t.id, t.title, l.name, u.email FROM todos t
LEFT JOIN lists l ON l.id = t.list_id RIGHT JOIN users u ON u.id = l.owner_id ORDER BY 1;

-- name: star :many
SELECT t.*, l.name FROM lists l LEFT JOIN todos t ON t.list_id = l.id ORDER BY t.id;

-- name: using :many
SELECT id, a.name, b.name FROM lists a FULL JOIN users b USING (id);

-- name: lateral :many
SELECT l.id, last.title, last.created_at FROM lists l
CROSS JOIN LATERAL (SELECT title, created_at FROM todos WHERE list_id = l.id ORDER BY created_at DESC LIMIT 1) last
ORDER BY l.id;

-- name: literals :one
SELECT 1 AS one, 'x' AS text, NULL AS nothing, now() AS at, current_user AS who, true AND NULL AS logic;

-- name: operators :one
SELECT title || '!' AS shout, priority * 2 AS twice, description || '!' AS maybe, tags ->> 'a' AS tag,
       description IS NULL AS lacks, title = description AS same, title LIKE 'a%' AS starts,
       (created_at, id) < (now(), id) AS before, priority::text AS digits, lower(title) AS small,
       COALESCE(description, '') AS filled, COALESCE(description, tags ->> 'x') AS still,
       GREATEST(due, '2020-01-01') AS late, NULLIF(title, '') AS nonempty
FROM todos WHERE id = :id;

-- name: choices :one
SELECT CASE WHEN is_completed THEN 'done' ELSE 'open' END AS state,
       CASE WHEN is_completed THEN title END AS done,
       CASE priority WHEN 1 THEN title ELSE description END AS text
FROM todos WHERE id = :id;

-- name: subqueryValues :one
SELECT (SELECT count(*) FROM todos WHERE list_id = l.id) AS todos,
       (SELECT max(priority) FROM todos WHERE list_id = l.id) AS highest,
       (SELECT title FROM todos WHERE list_id = l.id LIMIT 1) AS some,
       ARRAY(SELECT title FROM todos WHERE list_id = l.id) AS titles,
       EXISTS (SELECT FROM todos WHERE list_id = l.id) AS has_any
FROM lists l WHERE id = :id;

-- name: aggregates :one
SELECT count(*), count(due), sum(priority), max(title), array_agg(id) FROM todos;

-- name: groups :many
SELECT list_id, count(*), sum(priority), max(due), array_agg(due), json_agg(title), min(title) FILTER (WHERE is_completed)
FROM todos GROUP BY list_id ORDER BY list_id;

-- name: rollup :many
SELECT list_id, count(*) FROM todos GROUP BY ROLLUP (list_id);

-- name: windows :many
SELECT id, row_number() OVER (ORDER BY created_at) AS number, lag(title) OVER (ORDER BY id) AS before,
       sum(priority) OVER w AS total FROM todos WINDOW w AS (PARTITION BY list_id) ORDER BY id;

-- name: sets :many
SELECT id, name FROM lists UNION ALL SELECT id, name FROM users EXCEPT SELECT id, title FROM todos ORDER BY id;

-- name: values :many
VALUES (1, 'a'), (2, NULL);

-- name: rows :many
SELECT t, row_to_json(t) AS json, to_jsonb(l) - 'name' AS list, jsonb_build_object('e', u.email) AS built
FROM todos t JOIN lists l ON l.id = t.list_id JOIN users u ON u.id = l.owner_id ORDER BY t.id;

-- name: hidden :one
SELECT password_hash = crypt(:password, password_hash) AS matches, md5(password_hash) AS hash,
       length(password_hash) AS size, left(password_hash, 3) AS start
FROM users WHERE email = :email;

-- name: throughCommonTables :many
WITH own AS (SELECT id, email AS address FROM users), all_of AS (SELECT * FROM own)
SELECT a.id, a.address FROM all_of a LEFT JOIN own o ON o.id = a.id ORDER BY a.id;

-- name: recursive :many
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < :most) SELECT i FROM n;

-- name: writing :one
WITH gone AS (DELETE FROM todos WHERE list_id = :list_id RETURNING id, title, due)
SELECT count(*) AS gone, max(due) AS last FROM gone;

-- name: returning :one
INSERT INTO users (email, password_hash) VALUES (:email, crypt(:password, gen_salt('bf')))
ON CONFLICT DO NOTHING RETURNING id, email, name, xmax = 0 AS is_new;
