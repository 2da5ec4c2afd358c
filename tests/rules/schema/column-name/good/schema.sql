CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE currencies (code char(3) PRIMARY KEY);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    user_id bigint REFERENCES users,
    changed_by bigint REFERENCES users,
    currency_code char(3) REFERENCES currencies (code),
    is_done boolean NOT NULL,
    rank_stale boolean NOT NULL,
    created_at timestamptz NOT NULL,
    due date,
    opens time,
    days timestamptz[],
    view_count integer,
    salary_lpa numeric(8, 2),
    count_text text
);
CREATE TABLE details (todo bigint PRIMARY KEY REFERENCES todos);
CREATE TABLE renamed (id bigint PRIMARY KEY, done boolean);
ALTER TABLE renamed RENAME COLUMN done TO is_done;
CREATE VIEW finished AS SELECT is_done AS done FROM todos;
