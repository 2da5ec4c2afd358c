-- Without WITH CHECK, USING is the check.

CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR UPDATE USING (user_id = (SELECT auth.uid()));

-- Looser in what does not say whose the row is.

CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes FOR UPDATE
    USING (user_id = (SELECT auth.uid()) AND title = 'open') WITH CHECK (user_id = (SELECT auth.uid()));

-- Closed by a restrictive policy.

CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON orders FOR UPDATE USING (user_id = (SELECT auth.uid())) WITH CHECK (title <> '');
CREATE POLICY mine_only ON orders AS RESTRICTIVE FOR UPDATE USING (user_id = (SELECT auth.uid()));

-- Only the title can be changed.

CREATE TABLE cards (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE cards ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON cards FOR UPDATE USING (user_id = (SELECT auth.uid())) WITH CHECK (title <> '');
REVOKE UPDATE ON cards FROM anon, authenticated;
GRANT UPDATE (title) ON cards TO authenticated;
