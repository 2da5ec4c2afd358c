CREATE ROLE app;
CREATE ROLE support;
CREATE ROLE worker BYPASSRLS;

-- One for each command; a restrictive one narrows, and is no alternative.
CREATE TABLE todos (id bigint PRIMARY KEY, owner name, is_public boolean);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON todos FOR SELECT USING (owner = (SELECT current_user) OR is_public);
CREATE POLICY add ON todos FOR INSERT WITH CHECK (owner = (SELECT current_user));
CREATE POLICY change ON todos FOR UPDATE USING (owner = (SELECT current_user));
CREATE POLICY live ON todos AS RESTRICTIVE FOR SELECT USING (id > 0);

-- For different roles; for a role that row security does not bind; and one that lets nothing
-- through.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT TO app USING (owner = (SELECT current_user));
CREATE POLICY help ON notes FOR SELECT TO support USING (id < 100);
CREATE POLICY work ON notes FOR SELECT TO worker USING (true);
CREATE POLICY none ON notes FOR SELECT TO app USING (false);

-- Row security is off: rls/policies-without-rls says so.
CREATE TABLE logs (id bigint PRIMARY KEY, owner name);
CREATE POLICY own ON logs FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY help ON logs FOR SELECT USING (id < 100);
