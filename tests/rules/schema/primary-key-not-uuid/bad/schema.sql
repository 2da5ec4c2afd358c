CREATE TABLE counted (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE serials (id serial PRIMARY KEY);
CREATE TABLE given (id uuid PRIMARY KEY);
CREATE TABLE fixed (id uuid PRIMARY KEY DEFAULT '00000000-0000-0000-0000-000000000000');
CREATE TABLE currencies (code char(3) PRIMARY KEY, name text NOT NULL);
CREATE TABLE readings (sensor text, taken_at timestamptz, PRIMARY KEY (sensor, taken_at));
CREATE TABLE texts (id text PRIMARY KEY DEFAULT gen_random_uuid()::text);
CREATE TABLE late (id bigint);
ALTER TABLE late ADD PRIMARY KEY (id);
-- Once, at the root.
CREATE TABLE events (id bigint, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
