CREATE DOMAIN moment AS timestamptz;
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamp with time zone,
    reminders timestamptz(3)[],
    seen_at moment,
    day date,
    opens time,
    lasts interval,
    once timestamp
);
ALTER TABLE todos ALTER COLUMN once TYPE timestamptz USING once AT TIME ZONE 'UTC';
CREATE VIEW local_times AS SELECT created_at AT TIME ZONE 'UTC' AS created_at FROM todos;
