-- name: answered :one
SELECT :x::int AS same, :x::int + 1 AS next, audit(:y), set_config('app.user', :z, true);
