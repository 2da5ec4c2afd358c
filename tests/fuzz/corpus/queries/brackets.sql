-- name: a :one
select x[:a], array[[:b]], (:c)[:d:2], @e, $1, $99999999999, sqlc.narg('f'), :g.h.i, ::j, :k::l, limit:m
-- name: b
select $$:n$$ $o$ '-- name: c :one
