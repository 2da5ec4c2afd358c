-- name: computed :exec
UPDATE todos SET title = trim(:title) || '!', priority = priority + :step, tags[(:tag)] = '1' WHERE id = :id;
