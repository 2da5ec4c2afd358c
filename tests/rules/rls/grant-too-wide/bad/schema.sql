CREATE ROLE anon;
CREATE ROLE app;

-- All of it, where one policy lets read.
CREATE TABLE posts (id bigint PRIMARY KEY, is_draft boolean);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY published ON posts FOR SELECT USING (NOT is_draft);
GRANT ALL ON posts TO anon;

-- The policies are for another role.
CREATE TABLE todos (id bigint PRIMARY KEY, owner name);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos TO app USING (owner = (SELECT current_user));
GRANT SELECT, INSERT ON todos TO anon, app;

-- PUBLIC; and without row security what no policy could limit.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (owner = (SELECT current_user));
GRANT SELECT, DELETE ON notes TO PUBLIC;
CREATE TABLE words (id bigint PRIMARY KEY);
GRANT SELECT, REFERENCES, TRIGGER ON words TO anon;
