-- Only the nickname is granted.
CREATE TABLE a (id uuid PRIMARY KEY REFERENCES auth.users, nickname text, role text NOT NULL DEFAULT 'user');
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON a FOR SELECT USING (id = (SELECT auth.uid()));
CREATE POLICY change ON a FOR UPDATE USING (id = (SELECT auth.uid()));
REVOKE INSERT, UPDATE ON a FROM anon, authenticated;
GRANT UPDATE (nickname) ON a TO authenticated;

CREATE TABLE a_orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE a_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON a_orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON a_orders FOR ALL USING (EXISTS (SELECT 1 FROM a p WHERE p.id = auth.uid() AND p.role = 'admin'));

-- WITH CHECK fixes the role to what it was.
CREATE TABLE b (id uuid PRIMARY KEY REFERENCES auth.users, nickname text, role text NOT NULL DEFAULT 'user');
ALTER TABLE b ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON b FOR SELECT USING (id = (SELECT auth.uid()));
CREATE FUNCTION b_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT p.role FROM public.b p WHERE p.id = auth.uid() $$;
CREATE POLICY change ON b FOR UPDATE USING (id = (SELECT auth.uid()))
    WITH CHECK (id = (SELECT auth.uid()) AND role = (SELECT public.b_role()));


CREATE TABLE b_orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE b_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON b_orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON b_orders FOR ALL USING (EXISTS (SELECT 1 FROM b p WHERE p.id = auth.uid() AND p.role = 'admin'));

-- A trigger refuses it.
CREATE TABLE c (id uuid PRIMARY KEY REFERENCES auth.users, nickname text, role text NOT NULL DEFAULT 'user');
ALTER TABLE c ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON c FOR SELECT USING (id = (SELECT auth.uid()));
CREATE POLICY change ON c FOR UPDATE USING (id = (SELECT auth.uid()));
CREATE FUNCTION c_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    IF NEW.role IS DISTINCT FROM OLD.role THEN
        RAISE EXCEPTION 'the role is set by the server';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION c_guard();

CREATE TABLE c_orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE c_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON c_orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON c_orders FOR ALL USING (EXISTS (SELECT 1 FROM c p WHERE p.id = auth.uid() AND p.role = 'admin'));

-- A trigger sets it back.
CREATE TABLE d (id uuid PRIMARY KEY REFERENCES auth.users, nickname text, role text NOT NULL DEFAULT 'user');
ALTER TABLE d ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON d FOR SELECT USING (id = (SELECT auth.uid()));
CREATE POLICY change ON d FOR UPDATE USING (id = (SELECT auth.uid()));
CREATE FUNCTION d_guard() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
    NEW.role := OLD.role;
    RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE ON d FOR EACH ROW EXECUTE FUNCTION d_guard();

CREATE TABLE d_orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE d_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON d_orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON d_orders FOR ALL USING (EXISTS (SELECT 1 FROM d p WHERE p.id = auth.uid() AND p.role = 'admin'));

-- A row with the lowest role only.
CREATE TABLE e (user_id uuid REFERENCES auth.users, role text, PRIMARY KEY (user_id, role));
ALTER TABLE e ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON e FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY add ON e FOR INSERT WITH CHECK (user_id = (SELECT auth.uid()) AND role = 'user');

CREATE TABLE e_orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE e_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON e_orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON e_orders FOR ALL USING (EXISTS (SELECT 1 FROM e WHERE e.user_id = auth.uid() AND e.role = 'admin'));

-- The team's owner lets members in.
CREATE TABLE f_teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), owner_id uuid NOT NULL REFERENCES auth.users);
CREATE TABLE f_members (team_id uuid NOT NULL REFERENCES f_teams, user_id uuid NOT NULL REFERENCES auth.users,
    role text NOT NULL DEFAULT 'member', PRIMARY KEY (team_id, user_id));
CREATE TABLE f_documents (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES f_teams);
ALTER TABLE f_teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE f_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE f_documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner ON f_teams USING (owner_id = (SELECT auth.uid()));
CREATE POLICY mine ON f_members FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY team ON f_documents FOR SELECT USING (EXISTS (
    SELECT 1 FROM f_members m WHERE m.team_id = f_documents.team_id AND m.user_id = auth.uid()));
CREATE POLICY let_in ON f_members FOR INSERT WITH CHECK (EXISTS (
    SELECT 1 FROM f_teams t WHERE t.id = f_members.team_id AND t.owner_id = auth.uid()));

-- An invitation lets him in.
CREATE TABLE g_invitations (team_id uuid NOT NULL, email text NOT NULL, PRIMARY KEY (team_id, email));
ALTER TABLE g_invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON g_invitations FOR SELECT USING (email = (SELECT auth.jwt() ->> 'email'));

CREATE TABLE g_teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), owner_id uuid NOT NULL REFERENCES auth.users);
CREATE TABLE g_members (team_id uuid NOT NULL REFERENCES g_teams, user_id uuid NOT NULL REFERENCES auth.users,
    role text NOT NULL DEFAULT 'member', PRIMARY KEY (team_id, user_id));
CREATE TABLE g_documents (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES g_teams);
ALTER TABLE g_teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE g_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE g_documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY owner ON g_teams USING (owner_id = (SELECT auth.uid()));
CREATE POLICY mine ON g_members FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY team ON g_documents FOR SELECT USING (EXISTS (
    SELECT 1 FROM g_members m WHERE m.team_id = g_documents.team_id AND m.user_id = auth.uid()));
CREATE POLICY accept ON g_members FOR INSERT WITH CHECK (user_id = (SELECT auth.uid()) AND EXISTS (
    SELECT 1 FROM g_invitations i WHERE i.team_id = g_members.team_id AND i.email = auth.jwt() ->> 'email'));

-- Only admins appoint admins.
CREATE TABLE h (user_id uuid PRIMARY KEY REFERENCES auth.users, role text NOT NULL);
ALTER TABLE h ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION h_is_admin() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT EXISTS (SELECT 1 FROM public.h WHERE user_id = auth.uid() AND role = 'admin') $$;
CREATE POLICY mine ON h FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY appoint ON h FOR ALL USING ((SELECT public.h_is_admin()));

CREATE TABLE h_orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE h_orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON h_orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON h_orders FOR ALL USING ((SELECT public.h_is_admin()));
