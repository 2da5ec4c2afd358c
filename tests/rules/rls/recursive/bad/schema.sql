-- Each table is read by app, whom row security binds. All of it loads; the first SELECT fails.
CREATE ROLE app;
CREATE ROLE support;
CREATE ROLE reader;

-- A membership table that looks into itself.
CREATE TABLE members (team_id bigint, member name, role text, PRIMARY KEY (team_id, member));
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON members FOR SELECT
    USING (team_id IN (SELECT mine.team_id FROM members mine WHERE mine.member = current_user));

-- Two tables, through joins and CTEs; more tables that only lead there are not reported again.
CREATE TABLE projects (id bigint PRIMARY KEY, owner name);
CREATE TABLE shares (project_id bigint REFERENCES projects (id), member name);
CREATE TABLE tasks (id bigint PRIMARY KEY, project_id bigint REFERENCES projects (id));
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE shares ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY shared ON projects USING (owner = current_user OR EXISTS (
    WITH mine AS (SELECT s.project_id FROM shares s WHERE s.member = current_user)
    SELECT 1 FROM mine WHERE mine.project_id = projects.id));
CREATE POLICY of_project ON shares FOR SELECT TO app USING (EXISTS (
    SELECT 1 FROM projects p JOIN projects q ON q.id = p.id WHERE p.id = shares.project_id));
CREATE POLICY of_project ON tasks USING (EXISTS (
    SELECT 1 FROM projects p WHERE p.id = tasks.project_id));

-- Through a view with the caller's rights; and one whose owner is bound.
CREATE TABLE notes (id bigint PRIMARY KEY, parent bigint, owner name);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE VIEW my_notes WITH (security_invoker = on) AS
    SELECT id FROM notes WHERE owner = current_user;
CREATE POLICY below ON notes FOR SELECT USING (parent IN (SELECT id FROM my_notes));

CREATE TABLE pages (id bigint PRIMARY KEY, parent bigint, owner name);
ALTER TABLE pages ENABLE ROW LEVEL SECURITY;
CREATE VIEW all_pages AS SELECT id FROM pages;
GRANT SELECT ON pages TO reader;
ALTER VIEW all_pages OWNER TO reader;
CREATE POLICY below ON pages FOR SELECT USING (parent IN (SELECT id FROM all_pages));

-- A function with the caller's rights does not break the circle: it runs out of stack.
CREATE TABLE groups (id bigint PRIMARY KEY, owner name);
CREATE FUNCTION owns_group(bigint) RETURNS boolean LANGUAGE sql STABLE
    AS 'SELECT EXISTS (SELECT 1 FROM groups WHERE id = $1 AND owner = current_user)';
ALTER TABLE groups ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON groups FOR SELECT USING (owns_group(id));

-- A definer whom row security binds, since it is forced.
CREATE TABLE teams (id bigint PRIMARY KEY, owner name);
ALTER TABLE teams OWNER TO support;
CREATE FUNCTION owns_team(bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    AS 'SELECT EXISTS (SELECT 1 FROM teams WHERE id = $1 AND owner = session_user)';
ALTER FUNCTION owns_team(bigint) OWNER TO support;
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE teams FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON teams FOR SELECT USING (owns_team(id));

-- A restrictive policy counts too, and so does one that can never be reached in its OR.
CREATE TABLE files (id bigint PRIMARY KEY, folder bigint);
ALTER TABLE files ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON files FOR SELECT USING (true);
CREATE POLICY in_folder ON files AS RESTRICTIVE FOR SELECT
    USING (true OR EXISTS (SELECT 1 FROM files f WHERE f.id = files.folder));

-- Reading works, writing does not: the WITH CHECK reads the table, and the policy for reading it
-- is the same one, which holds a subquery.
CREATE TABLE invoices (id bigint PRIMARY KEY, parent bigint, owner name);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON invoices USING (owner = current_user)
    WITH CHECK (EXISTS (SELECT 1 FROM invoices i WHERE i.id = invoices.parent));

-- An INSERT that leads back by another table; each of the two can be read.
CREATE TABLE plans (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, plan_id bigint);
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE items ENABLE ROW LEVEL SECURITY;
CREATE POLICY planned ON orders FOR SELECT
    USING (EXISTS (SELECT 1 FROM plans p WHERE p.id = orders.plan_id));
CREATE POLICY of_order ON items FOR SELECT
    USING (EXISTS (SELECT 1 FROM orders o WHERE o.id = items.order_id));
CREATE POLICY add ON orders FOR INSERT
    WITH CHECK (NOT EXISTS (SELECT 1 FROM items i WHERE i.order_id = orders.id));

GRANT SELECT, INSERT, UPDATE, DELETE ON members, projects, shares, tasks, notes, pages, groups,
    teams, files, invoices, plans, orders, items TO app;
GRANT SELECT ON my_notes, all_pages TO app;
