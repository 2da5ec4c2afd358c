-- name: signIn :one
SELECT sub, plan FROM sign_in(:name, :password);

-- name: getMyself :one
SELECT id, name, plan, current_setting('app.member_id') AS setting FROM members WHERE id = auth.uid();

-- name: listNews :many
SELECT id, title, current_user::text AS role FROM news ORDER BY id LIMIT 100;

-- name: findNews :many
SELECT id, title FROM news
 WHERE (:tags::text[] IS NULL OR tag = ANY (:tags))
   AND (:ids::bigint[] IS NULL OR id = ANY (:ids))
   AND (:from::bigint IS NULL OR id >= :from)
 ORDER BY id LIMIT 100;

-- name: getReport :one
SELECT count(*) AS news, current_user::text AS role FROM news;

-- name: getPlaces :one
SELECT :x_language::text AS language, :theme::text AS theme, :query.name::text AS name, :path.name::text AS path_name,
       :request.time::timestamptz IS NOT NULL AS has_time;

-- name: getRefused :one
SELECT refuse(:state) AS state;

-- name: getRefusedPublicly :one
SELECT refuse(:state) AS state;
