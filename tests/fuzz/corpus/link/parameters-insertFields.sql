-- name: insertFields :exec
INSERT INTO todos (list_id, title, tags, description)
VALUES (:list_id, :body ->> 'title', :body -> 'tags', :body #>> '{meta,description}');
