CREATE ROLE anon;
CREATE ROLE authenticated;
CREATE SCHEMA auth;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;

CREATE TABLE teams (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE members (
    team_id uuid NOT NULL REFERENCES teams,
    user_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('admin', 'member')),
    PRIMARY KEY (team_id, user_id)
);
CREATE TABLE documents (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    team_id uuid REFERENCES teams,
    is_public boolean NOT NULL DEFAULT false
);
CREATE TABLE invoices (id uuid PRIMARY KEY, team_id uuid NOT NULL REFERENCES teams, total numeric);
CREATE TABLE countries (code text PRIMARY KEY);
CREATE VIEW public_documents AS SELECT id, owner_id FROM documents WHERE is_public;

ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY;

CREATE POLICY "own memberships" ON members FOR SELECT USING (user_id = auth.uid());
CREATE POLICY "own" ON documents USING (owner_id = auth.uid());
CREATE POLICY "team reads" ON documents FOR SELECT USING (
    EXISTS (SELECT 1 FROM members m WHERE m.team_id = documents.team_id AND m.user_id = auth.uid())
);
-- Forgets to say of which team.
CREATE POLICY "members read" ON invoices FOR SELECT USING (
    EXISTS (SELECT 1 FROM members m WHERE m.user_id = auth.uid())
);
CREATE POLICY "members see" ON teams FOR SELECT USING (
    id IN (SELECT team_id FROM members WHERE user_id = auth.uid())
);

CREATE FUNCTION document_of(wanted uuid) RETURNS SETOF documents LANGUAGE sql SECURITY DEFINER
    SET search_path = '' AS $$ SELECT * FROM public.documents WHERE id = wanted $$;

GRANT SELECT ON countries, public_documents TO anon, authenticated;
GRANT SELECT, INSERT, UPDATE, DELETE ON teams, members, documents, invoices TO authenticated;
