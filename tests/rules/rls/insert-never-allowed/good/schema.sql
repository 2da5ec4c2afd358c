CREATE ROLE app LOGIN;
CREATE ROLE robot LOGIN BYPASSRLS;
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY add ON todos FOR INSERT TO app WITH CHECK (owner = (SELECT current_user));
-- USING stands in.
CREATE POLICY own ON todos USING (owner = (SELECT current_user));
CREATE POLICY change ON todos FOR UPDATE USING (owner = (SELECT current_user));
-- Given later.
CREATE POLICY later ON todos FOR INSERT TO app;
ALTER POLICY later ON todos WITH CHECK (owner = (SELECT current_user));
-- Binds nobody.
CREATE POLICY robots ON todos FOR INSERT TO robot;
