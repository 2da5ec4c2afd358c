CREATE TABLE users (id bigint PRIMARY KEY);
CREATE TABLE teams (id bigint PRIMARY KEY);
CREATE TABLE goals (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text,
    target numeric, reached_at timestamptz);
-- One column more, another type, another reference, too few.
CREATE TABLE plans (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text,
    target numeric, reached_at timestamptz, budget numeric);
CREATE TABLE days (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text,
    target numeric, reached_at date);
CREATE TABLE team_goals (id bigint PRIMARY KEY, user_id bigint REFERENCES teams, title text,
    target numeric, reached_at timestamptz);
CREATE TABLE post_likes (user_id bigint REFERENCES users, kind text, at timestamptz);
CREATE TABLE note_likes (user_id bigint REFERENCES users, kind text, at timestamptz);
-- Copies on purpose: by name, by digits, by schema, by a comment that names the other.
CREATE TABLE goals_archive (LIKE goals);
CREATE TABLE goals_2026 (id bigint PRIMARY KEY, a text, b text, c text, d text);
CREATE TABLE goals_2027 (id bigint PRIMARY KEY, a text, b text, c text, d text);
CREATE SCHEMA tenant;
CREATE TABLE tenant.goals (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text,
    target numeric, reached_at timestamptz);
CREATE TABLE wishes (id bigint PRIMARY KEY, user_id bigint REFERENCES users, title text,
    target numeric, reached_at timestamptz);
COMMENT ON TABLE wishes IS 'Unlike goals, nobody is reminded of them';
-- Partitions and children.
CREATE TABLE events (a text, b text, c text, d text, day date) PARTITION BY RANGE (day);
CREATE TABLE events_old PARTITION OF events DEFAULT;
CREATE TABLE base (a int, b int, c int, d int);
CREATE TABLE derived () INHERITS (base);
