CREATE TABLE daily_counters (day date PRIMARY KEY, count integer NOT NULL);
CREATE TABLE limits (hour timestamptz PRIMARY KEY, total integer NOT NULL);
CREATE TABLE quotas (id bigint PRIMARY KEY, used integer NOT NULL);
CREATE TABLE old_quotas (id bigint PRIMARY KEY, used integer NOT NULL);
CREATE TABLE gauges (id bigint PRIMARY KEY, level integer NOT NULL, pressures integer);
CREATE TABLE events (id bigint PRIMARY KEY);

ALTER TABLE daily_counters ADD COLUMN note text;
ALTER TABLE daily_counters DROP COLUMN note, DROP COLUMN count;
ALTER TABLE limits RENAME COLUMN total TO count;
DROP TABLE quotas;
ALTER TABLE old_quotas RENAME TO new_quotas;
-- Made again without it.
DROP TABLE gauges;
CREATE TABLE gauges (id bigint PRIMARY KEY, pressures integer);

-- That another schema's table of the name has the column is no comfort.
CREATE SCHEMA queue;
CREATE TABLE queue.jobs (id bigint PRIMARY KEY, state text);
CREATE TABLE jobs (id bigint PRIMARY KEY, state text);
ALTER TABLE jobs DROP COLUMN state;
