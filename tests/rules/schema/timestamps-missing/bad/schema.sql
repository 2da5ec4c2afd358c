CREATE TABLE todos (id bigint PRIMARY KEY, title text NOT NULL);
CREATE TABLE notes (id bigint PRIMARY KEY, body text, created_at timestamptz NOT NULL);
CREATE TABLE pages (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL);
CREATE TABLE tags (todo_id bigint REFERENCES todos, note_id bigint REFERENCES notes,
    PRIMARY KEY (todo_id, note_id));
CREATE TABLE events (id bigint, day date, kind text) PARTITION BY RANGE (day);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- Dropped again.
CREATE TABLE jobs (id bigint PRIMARY KEY, name text, created_at timestamptz, updated_at timestamptz);
ALTER TABLE jobs DROP COLUMN updated_at;
