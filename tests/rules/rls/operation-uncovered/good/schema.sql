CREATE ROLE app;
CREATE ROLE worker BYPASSRLS;

-- FOR ALL covers the four.
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (owner = (SELECT current_user));
GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO app;

-- Denied in words: by policies, and by having no grant.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON notes FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY add ON notes FOR INSERT WITH CHECK (false);
CREATE POLICY no_change ON notes AS RESTRICTIVE FOR UPDATE USING (1 = 0);
GRANT SELECT, INSERT, UPDATE ON notes TO app;
GRANT DELETE ON notes TO worker;

-- No policy at all is rls/policy-missing's; no row security, rls/policies-without-rls's.
CREATE TABLE keys (id bigint PRIMARY KEY);
ALTER TABLE keys ENABLE ROW LEVEL SECURITY;
CREATE TABLE logs (id bigint PRIMARY KEY, owner name);
CREATE POLICY own ON logs FOR SELECT USING (owner = (SELECT current_user));
GRANT SELECT, INSERT ON keys, logs TO app;
