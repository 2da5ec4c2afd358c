-- name: choices :one
SELECT CASE WHEN is_completed THEN 'done' ELSE 'open' END AS state,
       CASE WHEN is_completed THEN title END AS done,
       CASE priority WHEN 1 THEN title ELSE description END AS text
FROM todos WHERE id = :id;
