CREATE DOMAIN flag AS boolean;
CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    owner bigint REFERENCES users (id),
    done boolean NOT NULL,
    active flag,
    created timestamptz NOT NULL,
    due_date timestamp,
    is_done text,
    rank_stale integer,
    closed_at date,
    seen_at bigint,
    view_count text,
    salary_lpa double precision
);
ALTER TABLE todos ADD COLUMN late boolean;
