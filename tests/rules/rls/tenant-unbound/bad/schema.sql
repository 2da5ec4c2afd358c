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

-- A member of any team reads every team's documents.

CREATE TABLE documents (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_read ON documents FOR SELECT
    USING (EXISTS (SELECT 1 FROM members m WHERE m.user_id = auth.uid()));
CREATE POLICY team_add ON documents FOR INSERT
    WITH CHECK (EXISTS (SELECT 1 FROM members m WHERE m.user_id = auth.uid() AND m.team_id = documents.team_id));

-- The inner table's column wins: m.team_id is compared with itself.

CREATE TABLE folders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE folders ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_read ON folders FOR SELECT
    USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id = team_id AND m.user_id = auth.uid()));

-- An admin of any team changes every team's rows, through a helper.
CREATE FUNCTION is_team_admin() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT EXISTS (SELECT 1 FROM public.members WHERE user_id = auth.uid() AND role = 'admin') $$;

CREATE TABLE invoices (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_all ON invoices FOR ALL USING (public.is_team_admin());

-- One open alternative beside one that is tied.

CREATE TABLE messages (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_or_unread ON messages FOR UPDATE
    USING (user_id = (SELECT auth.uid()) OR title = 'draft');

-- Everybody else's.

CREATE TABLE profiles_seen (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE profiles_seen ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles_seen FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY others ON profiles_seen FOR DELETE USING (user_id <> auth.uid());

-- Being signed in is enough to write anybody's rows.

CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY add ON orders FOR INSERT TO authenticated WITH CHECK (auth.uid() IS NOT NULL);
CREATE POLICY close ON orders FOR DELETE TO authenticated USING (auth.role() = 'authenticated');

-- A restrictive policy that narrows, and does not tie.

CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY change ON notes FOR DELETE USING (auth.uid() IS NOT NULL);
CREATE POLICY titled ON notes AS RESTRICTIVE FOR DELETE USING (title <> '');

-- A function that answers whomever its caller names.
CREATE FUNCTION orders_of(who uuid) RETURNS SETOF orders LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT * FROM public.orders WHERE user_id = who $$;

-- Presumed tenancy: a warning.
CREATE TABLE letters (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id uuid NOT NULL);
ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
CREATE POLICY add ON letters FOR INSERT TO authenticated WITH CHECK (auth.uid() IS NOT NULL);

-- A trigger that only fills what is left out.
CREATE TABLE tickets (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid REFERENCES auth.users);
ALTER TABLE tickets ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tickets FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY add ON tickets FOR INSERT WITH CHECK (auth.uid() IS NOT NULL);
CREATE FUNCTION tickets_fill() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF NEW.user_id IS NULL THEN
        NEW.user_id := auth.uid();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fill BEFORE INSERT ON tickets FOR EACH ROW EXECUTE FUNCTION tickets_fill();
