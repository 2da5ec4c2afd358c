CREATE ROLE app;
CREATE FUNCTION caller() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;
CREATE TABLE users (id bigint PRIMARY KEY);

-- NOT NULL, by itself, as a key, by its type or by a check.
CREATE DOMAIN user_number AS bigint NOT NULL;
CREATE TABLE todos (id bigint PRIMARY KEY, user_id bigint NOT NULL);
CREATE TABLE lists (user_id bigint PRIMARY KEY);
CREATE TABLE files (id bigint PRIMARY KEY, user_id user_number);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CHECK (user_id IS NOT NULL AND user_id > 0));
-- A check that says when it may be.
CREATE TABLE items (id bigint PRIMARY KEY, user_id bigint, team_id bigint,
    CHECK (num_nonnulls(user_id, team_id) = 1));
-- Set to NULL on purpose, when the user goes.
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id) ON DELETE SET NULL);
-- Two columns tie it; NULL means everyone; everyone may read the open ones.
CREATE TABLE messages (id bigint PRIMARY KEY, sender_id bigint, receiver_id bigint);
CREATE TABLE templates (id bigint PRIMARY KEY, user_id bigint);
CREATE TABLE artists (id bigint PRIMARY KEY, user_id bigint, is_open boolean);
-- Who does it, not whose it is; a list of users; no certain tenant; nobody's by the manifest.
CREATE TABLE tasks (id bigint PRIMARY KEY, assigned_to bigint);
CREATE TABLE threads (id bigint PRIMARY KEY, user_ids bigint[]);
CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);
CREATE TABLE pools (id bigint PRIMARY KEY, user_id bigint);

ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE files ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE items ENABLE ROW LEVEL SECURITY;
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE templates ENABLE ROW LEVEL SECURITY;
ALTER TABLE artists ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE threads ENABLE ROW LEVEL SECURITY;
ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE pools ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (user_id = (SELECT caller()));
CREATE POLICY own ON lists USING (user_id = (SELECT caller()));
CREATE POLICY own ON files USING (user_id = (SELECT caller()));
CREATE POLICY own ON orders USING (user_id = (SELECT caller()));
CREATE POLICY own ON items USING (user_id = (SELECT caller()));
CREATE POLICY own ON posts USING (user_id = (SELECT caller()));
CREATE POLICY own ON messages USING (sender_id = (SELECT caller()) OR receiver_id = (SELECT caller()));
CREATE POLICY own ON templates USING (user_id IS NULL OR user_id = (SELECT caller()));
CREATE POLICY own ON artists USING (is_open OR user_id = (SELECT caller()));
CREATE POLICY own ON tasks USING (assigned_to = (SELECT caller()));
CREATE POLICY own ON threads USING ((SELECT caller()) = ANY (user_ids));
CREATE POLICY few ON logs USING (id > 10);
CREATE POLICY own ON pools USING (user_id = (SELECT caller()));

GRANT SELECT, INSERT, UPDATE, DELETE ON todos, lists, files, orders, items, posts, messages,
    templates, artists, tasks, threads, logs, pools TO app;
