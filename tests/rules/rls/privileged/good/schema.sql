CREATE TABLE admins (user_id uuid PRIMARY KEY REFERENCES auth.users);
ALTER TABLE admins ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON admins FOR SELECT USING (user_id = (SELECT auth.uid()));

CREATE TABLE orders (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON orders FOR ALL USING (EXISTS (SELECT 1 FROM admins a WHERE a.user_id = auth.uid()));

CREATE TABLE articles (id uuid PRIMARY KEY, title text NOT NULL);
ALTER TABLE articles ENABLE ROW LEVEL SECURITY;
CREATE POLICY editors ON articles FOR UPDATE USING ((SELECT auth.jwt() -> 'app_metadata' ->> 'role') = 'editor');
