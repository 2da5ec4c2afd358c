-- name: crossLeft :one
SELECT 'left ' || :y::text AS path;
-- name: crossRight :one
SELECT 'right ' || :x::text AS path;
-- name: crossBoth :one
SELECT 'both ' || :x::text || ' ' || :y::text AS path;
-- name: crossLiteral :one
SELECT 'literal' AS path;
-- name: crossFile :one
SELECT 'file ' || :file_name::text AS path;
-- name: crossBits :one
SELECT :page_size_::integer AS size, :filter_name::text AS name, :a_b::text AS dashed;
