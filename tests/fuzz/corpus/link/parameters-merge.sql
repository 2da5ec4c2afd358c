-- name: merge :exec
MERGE INTO lists USING (SELECT :id::uuid AS id, :name::text AS name) input ON lists.id = input.id
WHEN MATCHED AND lists.owner_id = :owner THEN UPDATE SET name = input.name
WHEN NOT MATCHED THEN INSERT (id, owner_id, name) VALUES (input.id, :owner, input.name);
