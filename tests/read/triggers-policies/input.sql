-- Triggers and policies, altered and refused.
CREATE TABLE todos (id int PRIMARY KEY, owner text, done boolean);
CREATE VIEW open_todos AS SELECT * FROM todos WHERE NOT done;
CREATE ROLE app;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER a_touch BEFORE INSERT OR UPDATE OF owner, done ON todos FOR EACH ROW WHEN (new.owner IS NOT NULL) EXECUTE FUNCTION touch('x', 2);
CREATE OR REPLACE TRIGGER a_touch AFTER DELETE ON todos FOR EACH ROW EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON todos DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER whole AFTER TRUNCATE ON todos EXECUTE FUNCTION touch();
CREATE TRIGGER instead INSTEAD OF INSERT ON open_todos FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own rows" ON todos USING (owner = current_user) WITH CHECK (owner = current_user AND id > 0);
CREATE POLICY fence ON todos AS RESTRICTIVE FOR SELECT TO app USING (EXISTS (SELECT 1 FROM todos t WHERE t.id = todos.id));
CREATE POLICY adds ON todos FOR INSERT TO app WITH CHECK (true);
ALTER POLICY "own rows" ON todos TO app USING (owner = session_user);
ALTER POLICY adds ON todos RENAME TO additions;
-- Refused.
CREATE POLICY wrong1 ON todos FOR INSERT USING (true);
CREATE POLICY wrong2 ON todos FOR DELETE WITH CHECK (true);
CREATE POLICY fence ON todos USING (true);
CREATE POLICY on_view ON open_todos USING (true);
ALTER POLICY additions ON todos USING (true);
ALTER POLICY nowhere ON todos USING (true);
CREATE TRIGGER whole AFTER TRUNCATE ON todos EXECUTE FUNCTION touch();
CREATE TRIGGER unknown AFTER INSERT ON todos EXECUTE FUNCTION nothing();
