CREATE ROLE app;
CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (member, team_id));
CREATE FUNCTION my_teams() RETURNS SETOF bigint LANGUAGE sql STABLE
    AS 'SELECT team_id FROM members WHERE member = current_user';
CREATE TABLE todos (id bigint PRIMARY KEY, team_id bigint NOT NULL, state text);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON todos FOR SELECT USING (EXISTS (
    SELECT 1 FROM members m WHERE m.team_id = todos.team_id AND m.member = (SELECT current_user)));
-- A list, a call's rows, an aggregate, a negation; and a question about the caller alone.
CREATE POLICY state ON todos FOR UPDATE USING (state IN ('open', 'late'));
CREATE POLICY call ON todos FOR INSERT WITH CHECK (team_id IN (SELECT my_teams()));
CREATE POLICY first ON todos FOR DELETE
    USING (team_id IN (SELECT min(m.team_id) FROM members m) AND NOT team_id IN
           (SELECT m.team_id FROM members m WHERE m.member = 'guest'));
CREATE POLICY known ON todos AS RESTRICTIVE
    USING (current_user IN (SELECT m.member FROM members m));
GRANT SELECT, INSERT, UPDATE, DELETE ON members, todos TO app;
