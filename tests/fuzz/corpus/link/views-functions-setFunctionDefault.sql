-- name: setFunctionDefault :many
SELECT title FROM todos_of(p_list => :list) AS f WHERE f.priority = :p;
