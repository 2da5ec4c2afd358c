CREATE ROLE anon;
CREATE ROLE authenticated;
CREATE SCHEMA auth;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE TABLE todos (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id uuid NOT NULL,
    title text NOT NULL,
    seat_count integer,
    view_count integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON todos FOR SELECT TO authenticated USING (owner_id = auth.uid());
CREATE POLICY make ON todos FOR INSERT TO authenticated WITH CHECK (owner_id = auth.uid());
CREATE TABLE members (team_id uuid, user_id uuid, PRIMARY KEY (team_id, user_id));
CREATE TABLE teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON teams TO authenticated
    USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id = teams.id AND m.user_id = auth.uid()));

CREATE FUNCTION my_org() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER
    AS $$ SELECT team_id FROM public.members WHERE user_id = auth.uid() LIMIT 1 $$;
CREATE TABLE docs (id uuid PRIMARY KEY, team_id uuid NOT NULL, author_id uuid NOT NULL, title text);
ALTER TABLE docs ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON docs FOR SELECT TO authenticated
    USING (team_id IN (SELECT team_id FROM members WHERE user_id = auth.uid()));
CREATE POLICY change ON docs FOR UPDATE TO authenticated USING (author_id = (SELECT auth.uid()))
    WITH CHECK (team_id IN (SELECT team_id FROM members WHERE user_id = auth.uid()));
CREATE TABLE rooms (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), org_id uuid NOT NULL, name text);
ALTER TABLE rooms ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rooms TO authenticated USING (org_id = (SELECT my_org()));
CREATE TABLE messages (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), sender_id uuid NOT NULL, recipient_id uuid NOT NULL);
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON messages FOR SELECT TO authenticated USING (sender_id = auth.uid() OR recipient_id = auth.uid());
CREATE POLICY send ON messages FOR INSERT TO authenticated WITH CHECK (sender_id = auth.uid());
