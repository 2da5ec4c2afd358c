CREATE TABLE lists (id bigint PRIMARY KEY);
CREATE TABLE members (
    list_id bigint REFERENCES lists (id),
    user_id bigint,
    PRIMARY KEY (list_id, user_id)
);
CREATE TABLE tags (id bigint);
CREATE UNIQUE INDEX tags_key ON tags (id);
ALTER TABLE tags ALTER COLUMN id SET NOT NULL;
ALTER TABLE tags ADD PRIMARY KEY USING INDEX tags_key;

CREATE TABLE events (
    id bigint,
    at timestamptz,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE events_old (id bigint NOT NULL, at timestamptz NOT NULL);
ALTER TABLE events ATTACH PARTITION events_old FOR VALUES FROM ('2020-01-01') TO ('2026-01-01');

CREATE TABLE lists_copy (LIKE lists INCLUDING INDEXES);
CREATE TEMPORARY TABLE scratch (a int);
CREATE EXTENSION postgres_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
CREATE FOREIGN TABLE remote_lists (id bigint) SERVER elsewhere;
CREATE VIEW all_lists AS SELECT id FROM lists;
CREATE MATERIALIZED VIEW kept_lists AS SELECT id FROM lists;
