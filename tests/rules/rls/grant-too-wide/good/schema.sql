CREATE ROLE anon;
CREATE ROLE app;
CREATE ROLE readers;
GRANT readers TO anon;

-- Each is opened by a policy: for PUBLIC, for the role, for a group it is in.
CREATE TABLE posts (id bigint PRIMARY KEY, is_draft boolean);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY published ON posts FOR SELECT USING (NOT is_draft);
CREATE POLICY suggest ON posts FOR INSERT TO anon WITH CHECK (is_draft);
CREATE POLICY correct ON posts FOR UPDATE TO readers USING (is_draft);
GRANT SELECT, INSERT, UPDATE ON posts TO anon;

-- Some role has a policy, and PUBLIC is how it is granted.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes TO app USING (owner = (SELECT current_user));
GRANT SELECT, INSERT, UPDATE, DELETE ON notes TO PUBLIC;

-- Other roles are trusted to be granted what they need; rows without row security are
-- rls/disabled's business.
CREATE TABLE todos (id bigint PRIMARY KEY, owner name);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT TO app USING (owner = (SELECT current_user));
GRANT ALL ON todos TO app;
CREATE TABLE words (id bigint PRIMARY KEY);
GRANT SELECT, INSERT ON words TO anon;

-- Granted, and taken back.
CREATE TABLE files (id bigint PRIMARY KEY);
ALTER TABLE files ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON files FOR SELECT USING (id > 10);
GRANT ALL ON files TO anon;
REVOKE ALL ON files FROM anon;
GRANT SELECT ON files TO anon;
