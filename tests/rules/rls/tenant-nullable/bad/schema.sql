CREATE ROLE app;
CREATE FUNCTION caller() RETURNS bigint LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$;

CREATE TABLE todos (id bigint PRIMARY KEY, user_id bigint, title text);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (user_id = (SELECT caller()));

-- A default does not refuse an explicit NULL; an admin's policy ties no row.
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint DEFAULT 0);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING ((SELECT caller()) = user_id AND id > 0);
CREATE POLICY admin ON notes USING ((SELECT caller()) = 1);

-- Through a membership.
CREATE TABLE members (team_id bigint, user_id bigint, PRIMARY KEY (team_id, user_id));
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON members USING (user_id = (SELECT caller()));
CREATE TABLE documents (id bigint PRIMARY KEY, team_id bigint);
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY team ON documents USING (EXISTS (
    SELECT 1 FROM members m WHERE m.team_id = documents.team_id AND m.user_id = (SELECT caller())));

-- The manifest says whose a row is.
CREATE TABLE invoices (id bigint PRIMARY KEY, account bigint);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON invoices USING (pg_has_role('account_' || account, 'member'));

GRANT SELECT, INSERT, UPDATE, DELETE ON todos, notes, members, documents, invoices TO app;
