CREATE ROLE app;
CREATE TABLE teams (id bigint PRIMARY KEY, owner name);
CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (member, team_id));
CREATE TABLE todos (id bigint PRIMARY KEY, team_id bigint NOT NULL, parent bigint);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON todos FOR SELECT
    USING (team_id IN (SELECT team_id FROM members WHERE member = (SELECT current_user)));
CREATE POLICY any_team ON todos FOR UPDATE
    USING (team_id = ANY (SELECT m.team_id FROM members m));
CREATE POLICY joined ON todos FOR INSERT WITH CHECK (id > 0 AND team_id IN (
    SELECT t.id FROM members m JOIN teams t ON t.id = m.team_id WHERE m.member = current_user));
-- The subquery has the table's own name: what is written there is left to people.
CREATE TABLE logs (id bigint PRIMARY KEY, parent bigint);
CREATE POLICY below ON logs USING (parent IN (SELECT id FROM logs));
GRANT SELECT, INSERT, UPDATE ON teams, members, todos TO app;
