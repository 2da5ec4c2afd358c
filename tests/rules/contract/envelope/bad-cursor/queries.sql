-- name: listItems :many
SELECT id FROM items
 WHERE (:cursor.id::uuid IS NULL OR (at, id) < (:cursor.at, :cursor.id))
 ORDER BY title DESC, id DESC LIMIT :limit;
