CREATE DOMAIN moment AS timestamp CHECK (VALUE > '2000-01-01');
CREATE DOMAIN past_moment AS moment CHECK (VALUE < '2100-01-01');

CREATE TABLE todos (
    id bigint PRIMARY KEY,
    created_at timestamp NOT NULL DEFAULT now(),
    due_at timestamp(3) without time zone,
    reminders timestamp[],
    seen_at moment,
    done_at past_moment
);
ALTER TABLE todos ADD COLUMN archived_at pg_catalog.timestamp;

-- Reported at the root, not again for the partition or the child.
CREATE TABLE events (at timestamp NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE urgent (level int) INHERITS (todos);

CREATE TABLE "Odd Names" (id bigint PRIMARY KEY, "At" timestamp);
-- While a view uses it, PostgreSQL refuses to change its type.
CREATE TABLE seen (id bigint PRIMARY KEY, seen_at timestamp);
CREATE VIEW last_seen AS SELECT max(seen_at) FROM seen;
