-- name: updateView :one
UPDATE late_todos SET what = :what WHERE id = :id RETURNING id, what;
