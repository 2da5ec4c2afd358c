CREATE ROLE app;
CREATE ROLE support;

-- Two for SELECT.
CREATE TABLE todos (id bigint PRIMARY KEY, owner name, is_public boolean);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY published ON todos FOR SELECT USING (is_public);

-- FOR ALL and one command; PUBLIC and a role.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name, is_public boolean);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (owner = (SELECT current_user));
CREATE POLICY published ON notes FOR SELECT TO app USING (is_public);
CREATE POLICY help ON notes FOR UPDATE TO support USING (is_public);

-- One finding for all the commands of the same two.
CREATE TABLE lists (id bigint PRIMARY KEY, owner name, is_public boolean);
ALTER TABLE lists ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lists TO app USING (owner = (SELECT current_user));
CREATE POLICY shared ON lists TO app USING (is_public);

-- The root of partitions.
CREATE TABLE events (owner name, at date, is_public boolean) PARTITION BY RANGE (at);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON events FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY published ON events FOR SELECT USING (is_public);
