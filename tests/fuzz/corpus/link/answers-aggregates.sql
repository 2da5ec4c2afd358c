-- name: aggregates :one
SELECT count(*), count(due), sum(priority), max(title), array_agg(id) FROM todos;
