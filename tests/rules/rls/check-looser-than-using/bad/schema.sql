CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY change ON todos FOR UPDATE
    USING (user_id = (SELECT auth.uid())) WITH CHECK (title <> '');

-- Being signed in.

CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY change ON notes FOR UPDATE
    USING (user_id = (SELECT auth.uid())) WITH CHECK (auth.uid() IS NOT NULL);

-- The USING of one policy and the WITH CHECK of another meet.

CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE POLICY mine ON orders FOR UPDATE
    USING (user_id = (SELECT auth.uid())) WITH CHECK (user_id = (SELECT auth.uid()));
CREATE POLICY closed ON orders FOR UPDATE
    USING (user_id = (SELECT auth.uid()) AND title = 'closed') WITH CHECK (title = 'closed');
