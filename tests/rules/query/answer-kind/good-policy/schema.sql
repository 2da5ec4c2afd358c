CREATE TABLE profiles (user_id uuid PRIMARY KEY DEFAULT auth.uid(), name text NOT NULL);
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON profiles TO authenticated USING (user_id = (SELECT auth.uid()));
GRANT SELECT ON profiles TO authenticated;
