-- name: subqueryValues :one
SELECT (SELECT count(*) FROM todos WHERE list_id = l.id) AS todos,
       (SELECT max(priority) FROM todos WHERE list_id = l.id) AS highest,
       (SELECT title FROM todos WHERE list_id = l.id LIMIT 1) AS some,
       ARRAY(SELECT title FROM todos WHERE list_id = l.id) AS titles,
       EXISTS (SELECT FROM todos WHERE list_id = l.id) AS has_any
FROM lists l WHERE id = :id;
