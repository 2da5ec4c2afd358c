-- name: keepWhereAbsent :exec
UPDATE todos SET title = COALESCE(:title, title), description = NULLIF(:description, ''),
    priority = CASE WHEN :has_priority::boolean THEN :priority ELSE priority END,
    due = CASE WHEN :done THEN now() END
WHERE id = :id;
