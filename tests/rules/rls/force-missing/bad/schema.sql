CREATE ROLE app;
CREATE ROLE member;
CREATE ROLE owners;
CREATE ROLE worker;
GRANT owners TO worker;

CREATE TABLE todos (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE todos OWNER TO app;
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (tenant = (SELECT current_setting('app.tenant', true)));

-- Through a membership that inherits.
CREATE TABLE notes (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE notes OWNER TO owners;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
ALTER TABLE notes NO FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (tenant = (SELECT current_setting('app.tenant', true)));

-- A scheme's role.
CREATE TABLE files (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE files ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON files USING (tenant = (SELECT current_setting('app.tenant', true)));
ALTER TABLE files OWNER TO member;
