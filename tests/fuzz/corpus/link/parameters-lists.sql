-- name: lists :many
SELECT id FROM todos WHERE priority IN (:a, :b) AND list_id IN (:list) AND title NOT IN (:c)
   AND due BETWEEN :from AND :until AND lower(title) = lower(:title) ORDER BY id;
