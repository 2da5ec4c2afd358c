-- name: optional :many
SELECT id FROM todos
WHERE (:done::boolean IS NULL OR is_completed = :done)
  AND priority = COALESCE(:priority, priority)
  AND (:all::boolean OR list_id = ANY(:lists))
  AND title ILIKE '%' || :q || '%'
  AND (deleted_at IS NULL OR :with_deleted)
ORDER BY CASE WHEN :sort = 'title' THEN title END, id
LIMIT :limit OFFSET :offset;
