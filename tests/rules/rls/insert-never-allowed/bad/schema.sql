CREATE ROLE app LOGIN;
CREATE ROLE guest LOGIN;
-- Alone.
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY add ON todos FOR INSERT TO app;
-- Beside one that does allow, for the same role.
CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE lists ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lists USING (owner = (SELECT current_user));
CREATE POLICY add ON lists FOR INSERT TO app;
-- Beside one for another role only, or that never allows.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY guests ON notes FOR INSERT TO guest WITH CHECK (owner = (SELECT current_user));
CREATE POLICY nobody ON notes FOR INSERT TO app WITH CHECK (false);
CREATE POLICY "add one" ON notes FOR INSERT TO app;
