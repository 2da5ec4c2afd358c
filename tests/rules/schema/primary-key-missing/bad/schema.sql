CREATE TABLE notes (title text NOT NULL);

-- Unique and not null identifies a row, but is no primary key.
CREATE TABLE users (
    email text NOT NULL UNIQUE,
    name text
);

-- The partitioned root is judged, once for all its partitions.
CREATE TABLE events (
    id bigint NOT NULL,
    at timestamptz NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_2027 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');

-- INHERITS hands no primary key down.
CREATE TABLE cities (id bigint PRIMARY KEY);
CREATE TABLE capitals (state text) INHERITS (cities);

-- Dropped later; neither LIKE nor AS carries one over.
CREATE TABLE logs (id bigint CONSTRAINT logs_key PRIMARY KEY);
ALTER TABLE logs DROP CONSTRAINT logs_key;
CREATE TABLE cities_copy (LIKE cities INCLUDING DEFAULTS);
CREATE TABLE cities_snapshot AS SELECT id FROM cities;

-- Near misses.
CREATE TABLE good_by_alter (id bigint);
ALTER TABLE good_by_alter ADD PRIMARY KEY (id);
