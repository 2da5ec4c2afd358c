-- name: listMine :many
SELECT id, title FROM notes WHERE owner = auth.uid() ORDER BY id LIMIT 100;

-- name: getNote :one
SELECT id, title, shape, tags, amount, note FROM notes WHERE id = :note_id;

-- name: getNoteText :one
SELECT title FROM notes WHERE id = :note_id;

-- name: putNote :one
INSERT INTO notes (id, title, shape, tags, amount, note) VALUES (:note_id, :title, :shape, coalesce(:tags::jsonb, '{}'), :amount, :note)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, shape = excluded.shape, tags = excluded.tags, amount = excluded.amount, note = excluded.note
RETURNING id, title, shape, tags, amount, note;

-- name: removeNote :execrows
DELETE FROM notes WHERE id = :note_id;

-- name: removeMine :exec
DELETE FROM notes WHERE owner = auth.uid();
