-- name: filterOfAggregate :one
SELECT count(*) FILTER (WHERE priority = :priority) AS wanted FROM todos;
