CREATE ROLE app;
CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL,
    list_id bigint REFERENCES lists (id) ON DELETE CASCADE);
CREATE TABLE parts (list_id bigint NOT NULL REFERENCES lists (id), owner name NOT NULL);
CREATE TABLE steps (id bigint PRIMARY KEY, owner name NOT NULL,
    todo_id bigint REFERENCES todos (id) ON DELETE SET NULL);
ALTER TABLE lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE parts ENABLE ROW LEVEL SECURITY;
ALTER TABLE steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lists USING (owner = (SELECT current_user));
CREATE POLICY own ON todos USING (owner = (SELECT current_user));
-- INSERT looks, UPDATE does not.
CREATE POLICY read ON parts FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY add ON parts FOR INSERT WITH CHECK (owner = (SELECT current_user) AND EXISTS (
    SELECT 1 FROM lists l WHERE l.id = parts.list_id));
CREATE POLICY change ON parts FOR UPDATE USING (owner = (SELECT current_user));
-- When the todo goes, the step is changed.
CREATE POLICY read ON steps FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY add ON steps FOR INSERT WITH CHECK (owner = (SELECT current_user));
GRANT SELECT, INSERT, UPDATE, DELETE ON lists, todos, parts, steps TO app;
