-- name: listPlaces :many
SELECT land, name, id FROM places
 WHERE (:cursor.id::integer IS NULL OR (land, name, id) > (:cursor.land, :cursor.name, :cursor.id))
 ORDER BY land, name, id LIMIT :limit;

-- name: listPlaces.count :one
SELECT count(*) FROM places;

-- name: listVisited :many
SELECT id, visited FROM places
 WHERE visited IS NOT NULL
   AND (:land::text IS NULL OR land = :land)
   AND (:cursor.id::integer IS NULL OR (visited, id) < (:cursor.visited, :cursor.id))
 ORDER BY visited DESC, id DESC LIMIT :limit;

-- name: listVisited.count :one
SELECT count(*) FROM places WHERE visited IS NOT NULL AND (:land::text IS NULL OR land = :land);

-- name: listByWarmth :many
SELECT id, warmth FROM places
 WHERE warmth IS NOT NULL
   AND (:cursor.id::integer IS NULL OR warmth < :cursor.warmth::float8 OR (warmth = :cursor.warmth::float8 AND id > :cursor.id))
 ORDER BY warmth DESC, id LIMIT :limit;

-- name: listByHeight :many
SELECT height, id, name FROM places
 WHERE height IS NOT NULL
   AND (:cursor.id::integer IS NULL OR (height, id) > (:cursor.height, :cursor.id))
 ORDER BY height, id LIMIT :limit;

-- name: turnPages :many
SELECT id FROM places ORDER BY id LIMIT :limit OFFSET (:page - 1) * :limit;

-- name: turnPages.count :one
SELECT count(*) FROM places;

-- name: skipPlaces :many
SELECT id, name FROM places ORDER BY id LIMIT :limit OFFSET :offset;

-- name: skipPlaces.count :one
SELECT count(*) FROM places;

-- name: countBeside :many
SELECT id, count(*) OVER () AS total FROM places WHERE land = :land ORDER BY id LIMIT :limit;

-- name: searchPlaces :many
SELECT id, name, ts_rank(words, websearch_to_tsquery('simple', :q)) > 0 AS is_ranked FROM places
 WHERE words @@ websearch_to_tsquery('simple', :q) ORDER BY id LIMIT 20;

-- name: findAlike :many
SELECT id, name, similarity(name, :größe) AS near FROM places WHERE name % :größe ORDER BY near DESC, id LIMIT 3;

-- name: listLands :many
SELECT land, places, highest FROM lands ORDER BY land COLLATE "C" LIMIT 50;

-- name: getLand :one
SELECT land, places FROM lands WHERE land = :land;

-- name: getPlace :one
SELECT id, land, name FROM places WHERE id = :id;

-- name: getSheet :one
SELECT jsonb_build_object('name', name, 'Höhe', height, 'list', jsonb_build_array(1, null, 'x')) AS sheet FROM places WHERE id = :id;

-- name: listSheets :many
SELECT json_build_object('name', name) AS sheet FROM places WHERE id <= :most ORDER BY id LIMIT 10;

-- name: getLastOfLand :one
SELECT id, visited FROM places WHERE land = :land ORDER BY id DESC LIMIT 1;
