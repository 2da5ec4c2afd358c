-- name: renameTodo :exec
UPDATE todos SET title = :title WHERE id = :id;

-- name: rankTodo :exec
UPDATE todos SET rank = :rank, updated_at = now() WHERE id = :id;

-- name: archiveTodo :exec
WITH archived AS (UPDATE todos SET title = 'archived' WHERE id = :id RETURNING id)
SELECT id FROM archived;

-- name: setTheme :exec
INSERT INTO settings (id, theme, updated_at) VALUES (:id, :theme, now())
ON CONFLICT (id) DO UPDATE SET theme = excluded.theme;

-- name: receive :exec
MERGE INTO stock USING (SELECT :id::bigint AS id, :name::text AS name) AS new ON stock.id = new.id
WHEN MATCHED THEN UPDATE SET name = new.name
WHEN NOT MATCHED THEN INSERT (id, name, modified_at) VALUES (new.id, new.name, now());
