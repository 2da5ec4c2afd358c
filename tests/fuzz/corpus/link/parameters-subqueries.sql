-- name: subqueries :many
SELECT id FROM todos t
WHERE list_id IN (SELECT l.id FROM lists l WHERE l.owner_id = :owner)
  AND EXISTS (SELECT FROM lists l WHERE l.id = t.list_id AND l.name = :name)
  AND priority > (SELECT avg(priority) + :more FROM todos) ORDER BY id;
