CREATE TABLE countries (id bigint PRIMARY KEY, name text NOT NULL);
ALTER TABLE countries ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON countries FOR SELECT USING (true);

CREATE TABLE posts (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users, status text NOT NULL);
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY published ON posts FOR SELECT USING (status = 'published' OR user_id = (SELECT auth.uid()));

CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users, name text);
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY signed_in ON profiles FOR SELECT TO authenticated USING (true);
