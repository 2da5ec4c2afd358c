-- Policies: commands, roles, permissive or not; what ALTER keeps and replaces.
CREATE ROLE reader; CREATE ROLE writer;
CREATE TABLE notes (id int PRIMARY KEY, owner text, public boolean);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON notes USING (public);
CREATE POLICY own ON notes AS PERMISSIVE FOR ALL TO reader, writer USING (owner = current_user)
    WITH CHECK (owner = current_user);
CREATE POLICY narrow ON notes AS RESTRICTIVE FOR SELECT TO CURRENT_USER, reader USING (id > 0);
CREATE POLICY adds ON notes FOR INSERT TO writer WITH CHECK (NOT public);
CREATE POLICY changes ON notes FOR UPDATE USING (true) WITH CHECK (id > 0);
CREATE POLICY removes ON notes FOR DELETE TO writer USING (EXISTS (SELECT 1 FROM notes n WHERE n.id = notes.id));
ALTER POLICY own ON notes TO writer;
ALTER POLICY own ON notes USING (owner = session_user);
ALTER POLICY everyone ON notes RENAME TO anyone;
CREATE POLICY own ON notes USING (true);             -- there already
CREATE POLICY wrong ON notes FOR INSERT USING (true);  -- refused
ALTER POLICY missing ON notes USING (true);          -- unknown
CREATE POLICY lost ON nothing USING (true);          -- unknown
CREATE POLICY unbound ON notes USING (missing = 1);   -- unknown
DROP POLICY removes ON notes;
DROP POLICY IF EXISTS missing ON notes;
