CREATE ROLE app;

CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (owner = (SELECT current_user));

-- Presumed to be a tenant's, by the name of its column.
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY remove ON notes FOR DELETE TO app USING (id > 10);

GRANT SELECT, INSERT, UPDATE, DELETE ON todos, notes TO app;
