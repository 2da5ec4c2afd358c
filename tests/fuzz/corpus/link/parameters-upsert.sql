-- name: upsert :one
INSERT INTO lists (id, owner_id, name) VALUES (:id, :owner_id, :name)
ON CONFLICT (owner_id, name) DO UPDATE SET name = excluded.name, id = COALESCE(:other, lists.id)
WHERE lists.owner_id = :owner_id
RETURNING id, name;
