-- name: values :many
VALUES (1, 'a'), (2, NULL);
