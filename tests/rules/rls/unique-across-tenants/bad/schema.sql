CREATE ROLE app;

-- A constraint, an index, a partial one; two columns, none of them the tenant.
CREATE TABLE labels (id bigint PRIMARY KEY, owner name NOT NULL, title text UNIQUE, color text);
CREATE UNIQUE INDEX labels_color ON labels (color);
CREATE TABLE invoices (id bigint PRIMARY KEY, owner name NOT NULL, number text, year int,
    is_void boolean, UNIQUE (year, number));
CREATE UNIQUE INDEX invoices_live ON invoices (number) WHERE NOT is_void;
ALTER TABLE labels ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON labels USING (owner = (SELECT current_user));
CREATE POLICY own ON invoices USING (owner = (SELECT current_user));

-- Through a membership.
CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (member, team_id));
CREATE TABLE projects (id bigint PRIMARY KEY, team_id bigint NOT NULL, title text UNIQUE);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON projects USING (EXISTS (
    SELECT 1 FROM members m WHERE m.team_id = projects.team_id AND m.member = (SELECT current_user)));

GRANT SELECT, INSERT, UPDATE ON labels, invoices, projects, members TO app;
