CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE jobs (id bigint PRIMARY KEY);
CREATE TABLE applications (
    id bigint PRIMARY KEY,
    job_id bigint REFERENCES jobs ON DELETE SET NULL,
    user_id bigint NOT NULL REFERENCES users ON DELETE RESTRICT,
    referrer_id bigint DEFAULT 0 REFERENCES users ON DELETE SET DEFAULT ON UPDATE CASCADE,
    reader_id bigint REFERENCES users
);
CREATE TABLE audit_log (
    id bigint PRIMARY KEY,
    job_id bigint REFERENCES jobs ON DELETE SET NULL,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE
);
-- What hangs on history may go with it, and other tables are none.
CREATE TABLE notes (application_id bigint PRIMARY KEY REFERENCES applications ON DELETE CASCADE);
-- Changed later.
ALTER TABLE audit_log DROP CONSTRAINT audit_log_job_id_fkey;
ALTER TABLE audit_log ADD FOREIGN KEY (job_id) REFERENCES jobs ON DELETE RESTRICT;
