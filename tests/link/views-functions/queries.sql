-- name: view :one
SELECT * FROM open_todos WHERE id = :id;
-- name: viewOfView :many
SELECT what FROM late_todos WHERE id = :id ORDER BY what;
-- name: viewMany :many
SELECT owner FROM open_todos WHERE list_id = :list ORDER BY id;
-- name: setFunction :many
SELECT id, title FROM todos_of(:list, true) ORDER BY id;
-- name: setFunctionDefault :many
SELECT title FROM todos_of(p_list => :list) AS f WHERE f.priority = :p;
-- name: writingFunction :one
SELECT rename_todo(:id, upper(:title)) AS title;
-- name: unknownFunction :one
SELECT audit(:message);
-- name: pureFunction :one
SELECT shout(title) AS loud FROM todos WHERE id = :id AND title = shout(:x);
-- name: functionInCondition :many
SELECT id FROM todos WHERE audit(:message) IS NOT NULL;
-- name: updateView :one
UPDATE late_todos SET what = :what WHERE id = :id RETURNING id, what;
-- name: lock :many
SELECT id FROM todos WHERE list_id = :list FOR UPDATE;
-- name: caller :many
SELECT id FROM lists WHERE owner_id = current_setting('app.user')::uuid AND name = :name;
-- name: missing :one
SELECT missing FROM todos WHERE id = :id;
-- name: writeView :one
INSERT INTO plain_todos (name, list_id) VALUES (:name, :list) RETURNING name;
