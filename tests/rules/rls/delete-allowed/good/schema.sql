CREATE ROLE app;
CREATE ROLE worker BYPASSRLS;

-- The reason is stated.
CREATE TABLE drafts (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON drafts USING (owner = (SELECT current_user));
COMMENT ON POLICY own ON drafts IS 'nothing refers to a draft';

-- No policy lets it, or it is closed again, or nobody is granted it.
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON todos FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY no_delete ON todos FOR DELETE USING (false);
CREATE POLICY work ON todos TO worker USING (true);
CREATE TABLE notes (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (owner = (SELECT current_user));
CREATE POLICY keep ON notes AS RESTRICTIVE FOR DELETE USING (false);
CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders USING (owner = (SELECT current_user));

-- Nobody's rows.
CREATE TABLE words (id bigint PRIMARY KEY, word text);
ALTER TABLE words ENABLE ROW LEVEL SECURITY;
CREATE POLICY edit ON words USING (id > 10);

GRANT SELECT, INSERT, UPDATE, DELETE ON drafts, todos, notes, words TO app;
GRANT SELECT, INSERT, UPDATE ON orders TO app;
