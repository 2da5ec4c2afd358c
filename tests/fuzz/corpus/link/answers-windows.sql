-- name: windows :many
SELECT id, row_number() OVER (ORDER BY created_at) AS number, lag(title) OVER (ORDER BY id) AS before,
       sum(priority) OVER w AS total FROM todos WINDOW w AS (PARTITION BY list_id) ORDER BY id;
