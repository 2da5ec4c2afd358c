CREATE ROLE app;

CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON todos FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY add ON todos FOR INSERT WITH CHECK (owner = (SELECT current_user));
GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO app;

-- FOR INSERT without WITH CHECK permits nothing, and does not say so.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON notes FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY add ON notes FOR INSERT;
GRANT SELECT, INSERT ON notes TO app;
