CREATE EXTENSION pg_trgm;
CREATE TABLE users (
    -- PostgreSQL makes one index of these two by itself.
    id bigint PRIMARY KEY UNIQUE,
    email text NOT NULL UNIQUE,
    name text,
    team_id bigint,
    deleted_at timestamptz
);
-- Each differs in one thing.
CREATE INDEX ON users (name);
CREATE INDEX ON users (name DESC);
CREATE INDEX ON users (name NULLS FIRST);
CREATE INDEX ON users (name text_pattern_ops);
CREATE INDEX ON users (name COLLATE "C");
CREATE INDEX ON users (name) WHERE deleted_at IS NULL;
CREATE INDEX ON users (name) WHERE deleted_at IS NOT NULL;
CREATE INDEX ON users (name) INCLUDE (email);
CREATE INDEX ON users USING hash (name);
CREATE INDEX ON users USING gin (name gin_trgm_ops);
CREATE INDEX ON users (lower(name));
CREATE INDEX ON users (upper(name));
CREATE INDEX ON users (name, team_id);
CREATE INDEX ON users (team_id, name);
CREATE UNIQUE INDEX ON users (team_id) WHERE deleted_at IS NULL;
-- Only the one that is not deferrable serves ON CONFLICT.
CREATE TABLE ranks (rank int NOT NULL);
CREATE UNIQUE INDEX ON ranks (rank);
ALTER TABLE ranks ADD CONSTRAINT ranks_rank_later UNIQUE (rank) DEFERRABLE;
-- NULLS NOT DISTINCT enforces something else.
CREATE TABLE slots (slot int);
CREATE UNIQUE INDEX ON slots (slot);
CREATE UNIQUE INDEX ON slots (slot) NULLS NOT DISTINCT;
-- Dropped again.
CREATE INDEX users_team ON users (team_id);
CREATE INDEX users_team_2 ON users (team_id);
DROP INDEX users_team;
