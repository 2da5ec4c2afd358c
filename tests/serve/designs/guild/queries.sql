-- name: signIn :one
SELECT sub, name, clubs FROM sign_in(:email::citext, :password);

-- name: getMyself :one
SELECT id, email, name, :claims::jsonb -> 'clubs' AS clubs, :claims.name::text AS told, :request.id::uuid AS request,
       :request.ip::inet AS address, now() >= :request.time::timestamptz - interval '1 hour' AS is_recent
  FROM people WHERE id = auth.uid();

-- name: listClubs :many
SELECT id, name, members FROM clubs ORDER BY id LIMIT 100;

-- name: foundClub :one
INSERT INTO clubs (name) VALUES (:name) RETURNING id, name, members, founder;

-- name: changeClub :one
-- Refused half-way where the version is another's, after something was written.
UPDATE clubs SET version = version + 1 WHERE id = :club_id;
SELECT require_version(:club_id, :version + 1);
UPDATE clubs SET (name) = (SELECT name FROM jsonb_populate_record(clubs, :body)) WHERE id = :club_id RETURNING id, name, version;

-- name: addMember :one
WITH found AS (
    INSERT INTO memberships (club_id, person_id, rank) VALUES (:club_id, :person_id, coalesce(:rank::rank, 'guest'))
    RETURNING club_id, person_id, rank
)
SELECT club_id, person_id, rank FROM found;

-- name: removeMember :execrows
DELETE FROM memberships WHERE club_id = :club_id AND person_id = :person_id;

-- name: handOver :one
-- The answer is the first statement's: the second gives no rows.
UPDATE memberships SET rank = 'head' WHERE club_id = :club_id AND person_id = :person_id RETURNING club_id, person_id, rank;
UPDATE memberships SET rank = 'full' WHERE club_id = :club_id AND person_id = auth.uid();

-- name: addEntries :many
INSERT INTO entries (club_id, amount, "größe", pair)
SELECT :club_id, amount, "größe", :pair
  FROM jsonb_to_recordset(:entries) AS entry (amount numeric, "größe" text)
RETURNING number, amount, "größe";

-- name: getClub :one
SELECT clubs.id, clubs.name, (SELECT coalesce(sum(amount), 0) FROM entries WHERE club_id = clubs.id) AS balance
  FROM clubs WHERE clubs.id = :club_id;
-- name: getClubOverview :one
SELECT id FROM clubs WHERE id = :club_id;
SELECT json_build_object('members', (SELECT json_agg(rank ORDER BY rank, person_id) FROM memberships WHERE club_id = :club_id),
                         'entries', (SELECT count(*) FROM entries WHERE club_id = :club_id)) AS overview;

-- name: countClubs :one
SELECT count(*) AS clubs, current_user::text AS role FROM clubs;

-- name: whoAsks :one
SELECT current_user::text AS role, :claims::jsonb ->> 'sub' AS sub, auth.role() AS claimed;

-- name: whoWantsTwo :one
SELECT current_user::text AS role, :claims.sub::text AS sub, :claims.second::text AS second;

-- name: clerkInDisguise :one
SELECT current_user::text AS role, (SELECT count(*) FROM clubs) AS clubs;
