-- name: byExpressionAndPredicate :one
SELECT id FROM todos WHERE list_id = :list AND lower(title) = lower(:title) AND deleted_at IS NULL;
