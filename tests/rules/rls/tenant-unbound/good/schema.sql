CREATE TABLE teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE members (
    team_id uuid NOT NULL REFERENCES teams,
    user_id uuid NOT NULL REFERENCES auth.users,
    role text NOT NULL DEFAULT 'member',
    PRIMARY KEY (team_id, user_id)
);
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON members FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY my_team ON teams FOR SELECT
    USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id = teams.id AND m.user_id = auth.uid()));

-- Tied through the membership, whichever way it is written.

CREATE TABLE documents (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY a ON documents FOR SELECT
    USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id = documents.team_id AND m.user_id = auth.uid()));
CREATE POLICY b ON documents FOR UPDATE
    USING (team_id IN (SELECT m.team_id FROM members m WHERE m.user_id = (SELECT auth.uid())));
CREATE POLICY c ON documents FOR DELETE
    USING ((SELECT auth.uid()) IN (SELECT m.user_id FROM members m WHERE m.team_id = documents.team_id AND m.role = 'admin'));

-- A helper that is given the row's team.
CREATE FUNCTION is_member(team uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT EXISTS (SELECT 1 FROM public.members m WHERE m.team_id = team AND m.user_id = auth.uid()) $$;

CREATE TABLE folders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE folders ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_all ON folders FOR ALL USING (public.is_member(team_id));

-- Members see each other through the parent, which shows them their own teams only.

CREATE TABLE cards (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE cards ENABLE ROW LEVEL SECURITY;
CREATE POLICY through_parent ON cards FOR SELECT USING (EXISTS (SELECT 1 FROM teams t WHERE t.id = cards.team_id));

-- An attribute above all teams is a privilege, and no leak.
CREATE TABLE accounts (user_id uuid PRIMARY KEY REFERENCES auth.users, role text NOT NULL);
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON accounts FOR SELECT USING (user_id = (SELECT auth.uid()));

CREATE TABLE invoices (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_read ON invoices FOR SELECT USING (public.is_member(team_id));
CREATE POLICY support ON invoices FOR SELECT USING (EXISTS (SELECT 1 FROM accounts a WHERE a.user_id = auth.uid() AND a.role = 'admin'));

-- Restricted to the caller, though each permissive policy alone is open.

CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY change ON notes FOR DELETE USING (auth.uid() IS NOT NULL);
CREATE POLICY mine_only ON notes AS RESTRICTIVE FOR DELETE USING (user_id = (SELECT auth.uid()));

-- Rows that are published are published; writes are tied.

CREATE TABLE posts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON posts FOR SELECT USING (true);
CREATE POLICY add ON posts FOR INSERT WITH CHECK (user_id = (SELECT auth.uid()));

-- Open, but granted to nobody.

CREATE TABLE drafts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON drafts FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY add ON drafts FOR INSERT WITH CHECK (auth.uid() IS NOT NULL);
REVOKE INSERT ON drafts FROM anon, authenticated;

-- A function that takes its caller from the token.
CREATE FUNCTION my_notes() RETURNS SETOF notes LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT * FROM public.notes WHERE user_id = auth.uid() $$;

-- A trigger writes the caller into each new row, whatever it holds.
CREATE TABLE tickets (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid REFERENCES auth.users);
ALTER TABLE tickets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tickets FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY add ON tickets FOR INSERT WITH CHECK (auth.uid() IS NOT NULL);
CREATE FUNCTION tickets_stamp() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.user_id := auth.uid();
    RETURN NEW;
END $$;
CREATE TRIGGER stamp BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION tickets_stamp();
