-- NULL compares with nothing.

CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (auth.uid() IS NOT NULL AND user_id = (SELECT auth.uid()));

-- Absent is nobody.

CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON orders FOR DELETE USING (coalesce(auth.jwt() -> 'app_metadata' ->> 'role', 'none') = 'admin');

-- Published anyway.

CREATE TABLE posts (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON posts FOR SELECT USING (true);
CREATE POLICY guests ON posts FOR SELECT USING (auth.uid() IS NULL OR user_id = (SELECT auth.uid()));

-- For signed-in callers of a role that no one else has.

CREATE TABLE logs (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON logs FOR SELECT TO authenticated USING (user_id = (SELECT auth.uid()));
