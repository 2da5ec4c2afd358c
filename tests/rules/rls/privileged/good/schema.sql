CREATE TABLE staff (user_id uuid PRIMARY KEY REFERENCES auth.users, role text NOT NULL);
ALTER TABLE staff ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON staff FOR SELECT USING (user_id = (SELECT auth.uid()));

CREATE TABLE orders (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON orders FOR ALL USING (EXISTS (SELECT 1 FROM staff s WHERE s.user_id = auth.uid() AND s.role = 'admin'));

CREATE TABLE articles (id uuid PRIMARY KEY, title text NOT NULL);
ALTER TABLE articles ENABLE ROW LEVEL SECURITY;
CREATE POLICY editors ON articles FOR UPDATE USING ((SELECT auth.jwt() -> 'app_metadata' ->> 'role') = 'editor');
