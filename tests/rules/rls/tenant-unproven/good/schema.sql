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

-- Followed, in SQL and in simple PL/pgSQL.
CREATE FUNCTION is_member(team uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM public.members m WHERE m.team_id = team AND m.user_id = auth.uid());
END $$;

CREATE TABLE folders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), team_id uuid NOT NULL REFERENCES teams, title text NOT NULL DEFAULT '');
ALTER TABLE folders ENABLE ROW LEVEL SECURITY;
CREATE POLICY team_all ON folders FOR ALL USING (public.is_member(team_id));

-- What is not understood, beside what ties the row, can only narrow it.
CREATE FUNCTION is_open(uuid) RETURNS boolean LANGUAGE plpython3u AS 'return True';

CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (user_id = (SELECT auth.uid()) AND public.is_open(id));
