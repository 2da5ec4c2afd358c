CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
-- The order does not matter, nor does a rename.
CREATE POLICY own ON todos USING (owner = (SELECT current_user));
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos RENAME TO tasks;

CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE POLICY own ON lists USING (owner = (SELECT current_user));
DROP POLICY own ON lists;

CREATE TABLE notes (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE IF EXISTS ONLY notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (owner = (SELECT current_user));
ALTER TABLE notes NO FORCE ROW LEVEL SECURITY;

-- Turned on by what cannot be followed: not decided, and said so.
CREATE TABLE papers (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE POLICY own ON papers USING (owner = (SELECT current_user));
DO $$
DECLARE t text;
BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    END LOOP;
END $$;
