CREATE ROLE app;
CREATE FUNCTION caller() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;

-- A key, a unique constraint, an index that begins with it, a hash index, one where the predicate
-- is in the condition or only says that it is there; one after a constant.
CREATE TABLE profiles (id bigint PRIMARY KEY);
CREATE TABLE settings (id bigint PRIMARY KEY, user_id bigint NOT NULL UNIQUE);
CREATE TABLE todos (id bigint PRIMARY KEY, user_id bigint NOT NULL, at date);
CREATE INDEX ON todos (user_id, at DESC);
CREATE TABLE tags (id bigint PRIMARY KEY, user_id bigint NOT NULL);
CREATE INDEX ON tags USING hash (user_id);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint, deleted_at date);
CREATE INDEX ON notes (user_id) WHERE deleted_at IS NULL;
CREATE TABLE lists (id bigint PRIMARY KEY, user_id bigint);
CREATE INDEX ON lists (user_id) WHERE user_id IS NOT NULL;
CREATE TABLE jobs (id bigint PRIMARY KEY, state text, user_id bigint);
CREATE INDEX ON jobs (state, user_id);
-- The root's index is every partition's.
CREATE TABLE events (user_id bigint NOT NULL, at date) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX ON events (user_id);

ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE tags ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles USING (id = (SELECT caller()));
CREATE POLICY own ON settings USING (user_id = (SELECT caller()));
CREATE POLICY own ON todos USING ((SELECT caller()) = user_id);
CREATE POLICY own ON tags USING (user_id = (SELECT caller()));
CREATE POLICY own ON notes USING (user_id = (SELECT caller()) AND deleted_at IS NULL);
CREATE POLICY own ON lists USING (user_id = (SELECT caller()));
CREATE POLICY own ON jobs USING (state = 'open' AND user_id = (SELECT caller()));
CREATE POLICY own ON events USING (user_id = (SELECT caller()));

-- Memberships whose key serves: both columns, in either order; the caller first; a join by keys.
CREATE TABLE teams (id bigint PRIMARY KEY, plan text);
CREATE TABLE members (team_id bigint REFERENCES teams (id), user_id bigint,
    PRIMARY KEY (team_id, user_id));
CREATE INDEX ON members (user_id);
CREATE TABLE guests (user_id bigint, team_id bigint, PRIMARY KEY (user_id, team_id));
CREATE TABLE documents (id bigint PRIMARY KEY, team_id bigint NOT NULL);
CREATE TABLE pages (id bigint PRIMARY KEY, team_id bigint NOT NULL);
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE pages ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON documents USING (EXISTS (
    SELECT 1 FROM members m JOIN teams t ON t.id = m.team_id
     WHERE m.team_id = documents.team_id AND m.user_id = (SELECT caller()) AND t.plan = 'paid'));
-- IN (SELECT ...) is a filter: no index on the row's own column would serve it.
CREATE POLICY team ON pages
    USING (team_id IN (SELECT g.team_id FROM guests g WHERE g.user_id = (SELECT caller())));

-- Nothing that an index could serve: an alternative, a cast, a boolean; only for writes, which say
-- themselves which row; and rows that everyone may read.
CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint, code text, is_public boolean);
CREATE TABLE likes (id bigint PRIMARY KEY, user_id bigint);
CREATE TABLE words (id bigint PRIMARY KEY, user_id bigint);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE likes ENABLE ROW LEVEL SECURITY;
ALTER TABLE words ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON posts FOR SELECT USING (is_public = true OR user_id = (SELECT caller()));
CREATE POLICY cast_column ON posts AS RESTRICTIVE FOR SELECT
    USING (user_id::text = (SELECT current_setting('app.user', true)));
CREATE POLICY remove ON likes FOR DELETE USING (user_id = (SELECT caller()));
CREATE POLICY published ON words FOR SELECT USING (true);
CREATE POLICY own ON words USING (user_id = (SELECT caller()));

GRANT SELECT, INSERT, UPDATE, DELETE ON profiles, settings, todos, tags, notes, lists, jobs, events,
    teams, members, guests, documents, pages, posts, likes, words TO app;
