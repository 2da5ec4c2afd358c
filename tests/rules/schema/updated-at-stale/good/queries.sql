-- name: renameTodo :exec
UPDATE todos SET title = :title, updated_at = now() WHERE id = :id;

-- name: seeTodo :exec
UPDATE todos SET views = views + 1, last_seen_at = now() WHERE id = :id;

-- name: setTheme :exec
INSERT INTO settings (id, theme, updated_at) VALUES (:id, :theme, now())
ON CONFLICT (id) DO UPDATE SET theme = excluded.theme, updated_at = excluded.updated_at;

-- name: addTheme :exec
INSERT INTO settings (id, theme, updated_at) VALUES (:id, :theme, now()) ON CONFLICT DO NOTHING;

-- name: writeNote :exec
UPDATE notes SET body = :body WHERE id = :id;

-- name: writeDay :exec
UPDATE days SET body = :body WHERE id = :id;
