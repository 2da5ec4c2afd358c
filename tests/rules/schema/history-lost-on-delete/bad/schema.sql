CREATE SCHEMA app;
CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE jobs (id bigint PRIMARY KEY, region text NOT NULL, UNIQUE (id, region));
CREATE TABLE applications (
    id bigint PRIMARY KEY,
    job_id bigint REFERENCES jobs ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE
);
CREATE TABLE app.audit_log (
    id bigint PRIMARY KEY,
    job_id bigint,
    region text NOT NULL,
    CONSTRAINT of_job FOREIGN KEY (job_id, region) REFERENCES jobs (id, region) ON DELETE CASCADE
);
-- Only one of its keys is said to be history.
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    user_id bigint REFERENCES users ON DELETE CASCADE,
    product_id bigint
);
ALTER TABLE orders ADD FOREIGN KEY (product_id) REFERENCES jobs ON DELETE CASCADE;
-- Once, at the root.
CREATE TABLE events (user_id bigint REFERENCES users ON DELETE CASCADE, day date)
    PARTITION BY RANGE (day);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
-- A key that cannot be null.
CREATE TABLE visits (user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE);
