CREATE SCHEMA app;
CREATE TABLE daily_counters (day date PRIMARY KEY, count integer NOT NULL);
ALTER TABLE daily_counters ALTER COLUMN count TYPE bigint;
-- Dropped and made again.
CREATE TABLE limits (hour timestamptz PRIMARY KEY, total integer NOT NULL);
DROP TABLE limits;
CREATE TABLE limits (hour timestamptz PRIMARY KEY, total bigint NOT NULL);
-- Renamed to the protected name.
CREATE TABLE app.quota (id bigint PRIMARY KEY, spent integer NOT NULL);
ALTER TABLE app.quota RENAME TO quotas;
ALTER TABLE app.quotas RENAME COLUMN spent TO used;
-- The column of another table.
CREATE TABLE counters (day date PRIMARY KEY, count integer NOT NULL);
ALTER TABLE counters DROP COLUMN count;
CREATE TABLE events (id bigint, day date) PARTITION BY RANGE (day);

-- Dropped, and the table made again with it.
CREATE TABLE batches (id bigint PRIMARY KEY, state text);
ALTER TABLE batches DROP COLUMN state;
DROP TABLE batches;
CREATE TABLE batches (id bigint PRIMARY KEY, state text);
