-- name: functionInCondition :many
SELECT id FROM todos WHERE audit(:message) IS NOT NULL;
