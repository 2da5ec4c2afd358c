-- name: operators :one
SELECT title || '!' AS shout, priority * 2 AS twice, description || '!' AS maybe, tags ->> 'a' AS tag,
       description IS NULL AS lacks, title = description AS same, title LIKE 'a%' AS starts,
       (created_at, id) < (now(), id) AS before, priority::text AS digits, lower(title) AS small,
       COALESCE(description, '') AS filled, COALESCE(description, tags ->> 'x') AS still,
       GREATEST(due, '2020-01-01') AS late, NULLIF(title, '') AS nonempty
FROM todos WHERE id = :id;
