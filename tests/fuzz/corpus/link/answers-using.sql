-- name: using :many
SELECT id, a.name, b.name FROM lists a FULL JOIN users b USING (id);
