CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE fitness_goals (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users,
    title text NOT NULL,
    target numeric(8, 2),
    reached_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
-- In another order, with another key and other defaults; the comment says nothing of the first.
CREATE TABLE goals (
    target numeric,
    title varchar(80),
    reached_at timestamptz,
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id bigint REFERENCES users ON DELETE CASCADE
);
ALTER TABLE goals ALTER COLUMN title TYPE text;
COMMENT ON TABLE goals IS 'What a user wants to reach';
CREATE SCHEMA app;
CREATE TABLE app.targets (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text,
    target numeric, reached_at timestamptz);
