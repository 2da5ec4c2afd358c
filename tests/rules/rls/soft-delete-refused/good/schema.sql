-- The owner sees what he deleted.
CREATE TABLE a (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users,
    deleted_at timestamptz, is_deleted boolean NOT NULL DEFAULT false, status text NOT NULL DEFAULT 'open');
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE POLICY change ON a FOR UPDATE USING (user_id = (SELECT auth.uid()));
CREATE POLICY live ON a FOR SELECT USING (user_id = (SELECT auth.uid()));

-- One of two policies shows it.
CREATE TABLE b (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users,
    deleted_at timestamptz, is_deleted boolean NOT NULL DEFAULT false, status text NOT NULL DEFAULT 'open');
ALTER TABLE b ENABLE ROW LEVEL SECURITY;
CREATE POLICY change ON b FOR UPDATE USING (user_id = (SELECT auth.uid()));
CREATE POLICY live ON b FOR SELECT USING (user_id = (SELECT auth.uid()) AND NOT is_deleted);
CREATE POLICY own ON b FOR SELECT USING (user_id = (SELECT auth.uid()));

-- What comes with the request is not known.
CREATE TABLE c (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users,
    deleted_at timestamptz, is_deleted boolean NOT NULL DEFAULT false, status text NOT NULL DEFAULT 'open');
ALTER TABLE c ENABLE ROW LEVEL SECURITY;
CREATE POLICY change ON c FOR UPDATE USING (user_id = (SELECT auth.uid()));
CREATE POLICY live ON c FOR SELECT USING (user_id = (SELECT auth.uid()) AND status = 'open');

-- Another column; and one that stays what it is asked to be.
CREATE TABLE d (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users,
    deleted_at timestamptz, is_deleted boolean NOT NULL DEFAULT false, status text NOT NULL DEFAULT 'open');
ALTER TABLE d ENABLE ROW LEVEL SECURITY;
CREATE POLICY change ON d FOR UPDATE USING (user_id = (SELECT auth.uid()));
CREATE POLICY live ON d FOR SELECT USING (user_id = (SELECT auth.uid()) AND deleted_at IS NULL AND status = 'open');
