-- name: patch :one
UPDATE todos
   SET (title, description, priority) =
       (SELECT title, description, priority FROM jsonb_populate_record(todos, :body))
 WHERE id = :todo_id
RETURNING id;

-- name: insertRecord :one
INSERT INTO todos (list_id, title, priority)
SELECT :list_id, x.title, x.priority FROM jsonb_to_record(:body) AS x(title text, priority int)
RETURNING id;

-- name: insertRecords :many
INSERT INTO todos (list_id, title)
SELECT :list_id, x.title FROM jsonb_to_recordset(:body::jsonb -> 'items') AS x(title text)
RETURNING id;

-- name: insertNew :exec
INSERT INTO todos SELECT * FROM jsonb_populate_record(NULL::todos, :body);

-- name: insertFields :exec
INSERT INTO todos (list_id, title, tags, description)
VALUES (:list_id, :body::jsonb ->> 'title', :body::jsonb -> 'tags', :body::jsonb #>> '{meta,description}');

-- name: insertField :exec
INSERT INTO lists (id, owner_id, name)
VALUES (gen_random_uuid(), :owner_id, (jsonb_populate_record(NULL::lists, :body)).name);

-- name: throughCommonTable :exec
WITH input AS (SELECT :a AS title, :b::uuid AS list_id),
     again AS (SELECT list_id, title FROM input)
INSERT INTO todos (title, list_id) SELECT title, list_id FROM again;

-- name: insertEach :exec
INSERT INTO todos (list_id, title) SELECT :list_id, unnest(:titles::text[]);

-- name: insertPairs :exec
INSERT INTO todos (list_id, title)
SELECT pair.list_id, pair.title FROM unnest(:lists::uuid[], :titles::text[]) AS pair(list_id, title);

-- name: upsert :one
INSERT INTO lists (id, owner_id, name) VALUES (:id, :owner_id, :name)
ON CONFLICT (owner_id, name) DO UPDATE SET name = excluded.name, id = COALESCE(:other, lists.id)
WHERE lists.owner_id = :owner_id
RETURNING id, name;

-- name: keepWhereAbsent :exec
UPDATE todos SET title = COALESCE(:title, title), description = NULLIF(:description, ''),
    priority = CASE WHEN :has_priority::boolean THEN :priority ELSE priority END,
    due = CASE WHEN :done THEN now() END
WHERE id = :id;

-- name: computed :exec
UPDATE todos SET title = trim(:title) || '!', priority = priority + :step, tags[(:tag)] = '1' WHERE id = :id;

-- name: optional :many
SELECT id FROM todos
WHERE (:done::boolean IS NULL OR is_completed = :done)
  AND priority = COALESCE(:priority, priority)
  AND (:all::boolean OR list_id = ANY(:lists))
  AND title ILIKE '%' || :q || '%'
  AND (deleted_at IS NULL OR :with_deleted)
ORDER BY CASE WHEN :sort = 'title' THEN title END, id
LIMIT :limit OFFSET :offset;

-- name: keyset :many
SELECT id FROM todos WHERE (:cursor.id::uuid IS NULL OR (created_at, id) < (:cursor.created_at, :cursor.id))
ORDER BY created_at DESC, id DESC LIMIT :limit + 1;

-- name: lists :many
SELECT id FROM todos WHERE priority IN (:a, :b) AND list_id IN (:list) AND title NOT IN (:c)
   AND due BETWEEN :from AND :until AND lower(title) = lower(:title) ORDER BY id;

-- name: subqueries :many
SELECT id FROM todos t
WHERE list_id IN (SELECT l.id FROM lists l WHERE l.owner_id = :owner)
  AND EXISTS (SELECT FROM lists l WHERE l.id = t.list_id AND l.name = :name)
  AND priority > (SELECT avg(priority) + :more FROM todos) ORDER BY id;

-- name: answered :one
SELECT :x::int AS same, :x::int + 1 AS next, audit(:y), set_config('app.user', :z, true);

-- name: arguments :many
SELECT g FROM generate_series(1, :n::int) g;

-- name: merge :exec
MERGE INTO lists USING (SELECT :id::uuid AS id, :name::text AS name) input ON lists.id = input.id
WHEN MATCHED AND lists.owner_id = :owner THEN UPDATE SET name = input.name
WHEN NOT MATCHED THEN INSERT (id, owner_id, name) VALUES (input.id, :owner, input.name);

-- name: filterOfAggregate :one
SELECT count(*) FILTER (WHERE priority = :priority) AS wanted FROM todos;
