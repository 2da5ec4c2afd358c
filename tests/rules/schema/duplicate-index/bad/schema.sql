CREATE TABLE users (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text,
    team_id bigint,
    deleted_at timestamptz
);

-- Of the primary key and of a unique constraint.
CREATE INDEX users_id ON users (id);
CREATE INDEX users_email ON users USING btree (email ASC NULLS LAST);
-- A unique one is not the one to drop.
CREATE INDEX users_name ON users (name);
CREATE UNIQUE INDEX users_name_unique ON users (name);
-- The same twice, with keys, predicate and INCLUDE; the order of INCLUDE does not matter.
CREATE INDEX users_team ON users (team_id, name DESC) INCLUDE (email, id) WHERE deleted_at IS NULL;
CREATE INDEX users_team_again ON users (team_id, name DESC) INCLUDE (id, email) WHERE (deleted_at IS NULL);
CREATE INDEX users_lower ON users (lower(name));
CREATE INDEX ON users (lower(users.name));
-- Three of a kind are two findings.
CREATE INDEX users_deleted ON users (deleted_at);
CREATE INDEX users_deleted_2 ON users (deleted_at);
CREATE INDEX users_deleted_3 ON users (deleted_at);

-- A root's is reported once, not for its partitions.
CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_id ON events (id);
CREATE INDEX events_id_again ON events (id);
