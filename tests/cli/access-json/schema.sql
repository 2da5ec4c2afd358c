CREATE ROLE anon;
CREATE ROLE authenticated;
CREATE SCHEMA auth;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE TABLE members (team_id uuid, user_id uuid NOT NULL, role text, PRIMARY KEY (team_id, user_id));
CREATE TABLE documents (id uuid PRIMARY KEY, team_id uuid NOT NULL);
ALTER TABLE documents ENABLE ROW LEVEL SECURITY;
CREATE POLICY "admins" ON documents FOR SELECT TO authenticated USING (
    EXISTS (SELECT 1 FROM members m
            WHERE m.team_id = documents.team_id AND m.user_id = auth.uid() AND m.role = 'admin')
);
CREATE POLICY "anyone" ON documents FOR INSERT TO authenticated WITH CHECK (true);
GRANT SELECT, INSERT ON documents TO authenticated;
GRANT SELECT ON members TO authenticated;
