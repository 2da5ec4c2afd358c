CREATE ROLE app;
CREATE ROLE batch BYPASSRLS;
CREATE ROLE owners;
CREATE ROLE switcher NOINHERIT;
GRANT owners TO switcher;

-- Forced; owned by another; row security off; a role that FORCE would not bind either; a role that
-- does not inherit; and nobody says who owns it.
CREATE TABLE todos (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE todos OWNER TO app;
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (tenant = (SELECT current_setting('app.tenant', true)));
CREATE TABLE notes (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE notes OWNER TO owners;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (tenant = (SELECT current_setting('app.tenant', true)));
CREATE TABLE logs (id bigint PRIMARY KEY);
ALTER TABLE logs OWNER TO app;
CREATE TABLE jobs (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE jobs OWNER TO batch;
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON jobs USING (tenant = (SELECT current_setting('app.tenant', true)));
CREATE TABLE files (id bigint PRIMARY KEY, tenant text NOT NULL);
ALTER TABLE files ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON files USING (tenant = (SELECT current_setting('app.tenant', true)));
