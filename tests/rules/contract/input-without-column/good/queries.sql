-- name: createTodo :one
SELECT welcome(:greeting);
INSERT INTO todos (list_id, title, note) VALUES (:list_id, upper(:title), COALESCE(:note, 'none')) RETURNING id;

-- name: search :many
SELECT id, title FROM todos
WHERE title LIKE '%' || :term || '%'
ORDER BY CASE WHEN :sort = 'title' THEN title END, id LIMIT :limit OFFSET :offset;

-- name: keepAll :exec
INSERT INTO raw (entry) VALUES (:body);

-- name: fromBody :exec
INSERT INTO todos (list_id, title, note)
SELECT list_id, title, :body ->> 'note' FROM jsonb_populate_record(NULL::todos, :body);
