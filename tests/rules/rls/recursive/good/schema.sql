CREATE ROLE app;
CREATE ROLE support;
CREATE ROLE clerk;

-- A SECURITY DEFINER function whose owner passes row security by breaks the circle.
CREATE TABLE members (team_id bigint, member name, PRIMARY KEY (team_id, member));
CREATE FUNCTION my_teams() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = ''
    AS 'SELECT team_id FROM public.members WHERE member = session_user';
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON members FOR SELECT USING (team_id IN (SELECT my_teams()));

-- So does a view that reads as its owner, and one whose owner owns the table.
CREATE TABLE notes (id bigint PRIMARY KEY, parent bigint, owner name);
ALTER TABLE notes OWNER TO support;
CREATE VIEW all_notes AS SELECT id FROM notes;
ALTER VIEW all_notes OWNER TO support;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY below ON notes FOR SELECT USING (parent IN (SELECT id FROM all_notes));

-- A chain is no circle.
CREATE TABLE projects (id bigint PRIMARY KEY, team_id bigint);
CREATE TABLE tasks (id bigint PRIMARY KEY, project_id bigint);
ALTER TABLE projects ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_team ON projects
    USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id = projects.team_id));
CREATE POLICY of_project ON tasks
    USING (EXISTS (SELECT 1 FROM projects p WHERE p.id = tasks.project_id));

-- The policies of the circle are for different roles: nobody meets both.
CREATE TABLE orders (id bigint PRIMARY KEY, item_id bigint);
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE items ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_item ON orders FOR SELECT TO app
    USING (EXISTS (SELECT 1 FROM items i WHERE i.id = orders.item_id));
CREATE POLICY of_order ON items FOR SELECT TO clerk
    USING (EXISTS (SELECT 1 FROM orders o WHERE o.id = items.order_id));

-- Writes may read their own table, where the policy for reading it holds no subquery.
CREATE TABLE invoices (id bigint PRIMARY KEY, parent bigint, owner name);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON invoices FOR SELECT USING (owner = current_user);
CREATE POLICY add ON invoices FOR INSERT
    WITH CHECK (EXISTS (SELECT 1 FROM invoices i WHERE i.id = invoices.parent));
CREATE POLICY change ON invoices FOR UPDATE
    USING (EXISTS (SELECT 1 FROM invoices i WHERE i.id = invoices.parent))
    WITH CHECK (owner = current_user);

-- A subquery in WITH CHECK alone does not hurt reading, by others neither.
CREATE TABLE carts (id bigint PRIMARY KEY, owner name);
CREATE TABLE lines (id bigint PRIMARY KEY, cart_id bigint);
ALTER TABLE carts ENABLE ROW LEVEL SECURITY;
ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON carts FOR SELECT USING (owner = current_user);
CREATE POLICY change ON carts FOR UPDATE USING (owner = current_user)
    WITH CHECK (EXISTS (SELECT 1 FROM lines l WHERE l.cart_id = carts.id));
CREATE POLICY of_cart ON lines
    USING (EXISTS (SELECT 1 FROM carts c WHERE c.id = lines.cart_id));

-- Row security off, or policies for a role that is not bound: nothing is filtered.
CREATE TABLE logs (id bigint PRIMARY KEY, parent bigint);
CREATE POLICY below ON logs USING (parent IN (SELECT id FROM logs));
CREATE TABLE audits (id bigint PRIMARY KEY, parent bigint);
ALTER TABLE audits OWNER TO support;
ALTER TABLE audits ENABLE ROW LEVEL SECURITY;
CREATE POLICY below ON audits TO support USING (parent IN (SELECT id FROM audits));

GRANT SELECT, INSERT, UPDATE, DELETE ON members, notes, projects, tasks, orders, items, invoices,
    carts, lines TO app, clerk;
GRANT SELECT ON all_notes TO app, clerk;
