-- name: finish :exec
UPDATE todos SET is_done = true;

-- name: remove :exec
DELETE FROM todos WHERE true;

-- name: sameColumn :exec
UPDATE todos t SET is_done = true WHERE t.id = t.id;

-- every row, whatever the list
-- name: fromOther :exec
UPDATE todos SET title = l.name FROM lists l;

-- name: inCommonTable :one
WITH gone AS (DELETE FROM todos RETURNING id) SELECT count(*) FROM gone;

-- name: throughFunction :exec
SELECT forget();

-- said in its name, and still worth a word
-- name: deleteAllTodos :exec
DELETE FROM todos;

-- name: forgetNotes :exec
DELETE FROM notes;

-- the name speaks of the caller's rows
-- name: resetMarks :exec
SELECT wipe_marks();

-- name: inBlock :exec
SELECT wipe_in_block();

-- as the caller, whom the policies bind
-- name: asAsker :exec
SELECT forget_marks();

-- name: asOwner :exec
SELECT outer_forget();

-- name: cutMarks :exec
TRUNCATE marks;

-- name: truncateTodos :exec
TRUNCATE todos;

-- name: cutInFunction :exec
SELECT empty_marks();

-- name: cutInProcedure :exec
CALL drop_todos();

-- name: builtWhileRunning :exec
SELECT built(:name);
