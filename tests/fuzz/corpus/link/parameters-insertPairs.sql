-- name: insertPairs :exec
INSERT INTO todos (list_id, title)
SELECT pair.list_id, pair.title FROM unnest(:lists::uuid[], :titles::text[]) AS pair(list_id, title);
