-- A convenience for a local tool.

CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (auth.uid() IS NULL OR user_id = (SELECT auth.uid()));
CREATE POLICY change ON todos FOR UPDATE USING (user_id = (SELECT auth.uid()));

-- A job without a token, so anybody without one.

CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY job ON notes FOR DELETE USING (coalesce(auth.uid(), user_id) = user_id);

-- The claim that is absent is taken for the one that is asked.

CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY staff ON orders FOR DELETE USING (coalesce(auth.jwt() -> 'app_metadata' ->> 'role', 'admin') = 'admin');
