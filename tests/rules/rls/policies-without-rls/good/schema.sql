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

-- Turned on by a loop that can be followed.
CREATE TABLE papers (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE POLICY own ON papers USING (owner = (SELECT current_user));
DO $$
DECLARE t text;
BEGIN
    FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    END LOOP;
END $$;

-- By one that cannot: not decided, and said so.
CREATE TABLE drafts (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE POLICY own ON drafts USING (owner = (SELECT current_user));
CREATE TABLE protected_names (name text PRIMARY KEY);
INSERT INTO protected_names VALUES ('drafts');
DO $$
DECLARE t text;
BEGIN
    FOR t IN SELECT name FROM protected_names LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    END LOOP;
END $$;

-- By a function of the project's that a statement calls.
CREATE TABLE letters (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE POLICY own ON letters USING (owner = (SELECT current_user));
CREATE FUNCTION protect(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
END $$;
SELECT protect('letters');
