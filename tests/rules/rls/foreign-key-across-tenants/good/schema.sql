CREATE ROLE app;
CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL, UNIQUE (owner, id));
CREATE TABLE profiles (owner name PRIMARY KEY);
CREATE TABLE posts (id bigint PRIMARY KEY, owner name NOT NULL, is_draft boolean);
CREATE TABLE plans (id bigint PRIMARY KEY);
CREATE FUNCTION owns_list(bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = ''
    AS 'SELECT EXISTS (SELECT 1 FROM public.lists WHERE id = $1 AND owner = session_user)';
CREATE FUNCTION looks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;

-- The key holds the tenant; the check reads the parent, by a subquery, by a function; the row is
-- its parent's; a restrictive policy looks.
CREATE TABLE carried (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint,
    FOREIGN KEY (owner, list_id) REFERENCES lists (owner, id));
CREATE TABLE asked (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint REFERENCES lists (id));
CREATE TABLE called (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint REFERENCES lists (id));
CREATE TABLE items (id bigint PRIMARY KEY, list_id bigint REFERENCES lists (id));
CREATE TABLE narrowed (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint REFERENCES lists (id));
-- The parent is a tenant, is published in part, is nobody's; the writer is a job; a trigger may look.
CREATE TABLE cards (id bigint PRIMARY KEY, owner name NOT NULL,
    other name REFERENCES profiles (owner));
CREATE TABLE likes (id bigint PRIMARY KEY, owner name NOT NULL, post_id bigint REFERENCES posts (id));
CREATE TABLE bills (id bigint PRIMARY KEY, owner name NOT NULL, plan_id bigint REFERENCES plans (id));
CREATE TABLE counts (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint REFERENCES lists (id));
CREATE TABLE guarded (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint REFERENCES lists (id));
CREATE TRIGGER looks BEFORE INSERT OR UPDATE ON guarded FOR EACH ROW EXECUTE FUNCTION looks();

ALTER TABLE lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
ALTER TABLE carried ENABLE ROW LEVEL SECURITY;
ALTER TABLE asked ENABLE ROW LEVEL SECURITY;
ALTER TABLE called ENABLE ROW LEVEL SECURITY;
ALTER TABLE items ENABLE ROW LEVEL SECURITY;
ALTER TABLE narrowed ENABLE ROW LEVEL SECURITY;
ALTER TABLE cards ENABLE ROW LEVEL SECURITY;
ALTER TABLE likes ENABLE ROW LEVEL SECURITY;
ALTER TABLE bills ENABLE ROW LEVEL SECURITY;
ALTER TABLE counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lists USING (owner = (SELECT current_user));
CREATE POLICY own ON profiles USING (owner = (SELECT current_user));
CREATE POLICY own ON posts USING (owner = (SELECT current_user) OR NOT is_draft);
CREATE POLICY own ON carried USING (owner = (SELECT current_user));
CREATE POLICY own ON asked USING (owner = (SELECT current_user)) WITH CHECK (
    owner = (SELECT current_user) AND EXISTS (SELECT 1 FROM lists l WHERE l.id = asked.list_id));
CREATE POLICY own ON called USING (owner = (SELECT current_user) AND owns_list(list_id));
CREATE POLICY of_list ON items USING (list_id IN (
    SELECT l.id FROM lists l WHERE l.owner = (SELECT current_user)));
CREATE POLICY own ON narrowed USING (owner = (SELECT current_user));
CREATE POLICY look ON narrowed AS RESTRICTIVE WITH CHECK (owns_list(list_id));
CREATE POLICY own ON cards USING (owner = (SELECT current_user));
CREATE POLICY own ON likes USING (owner = (SELECT current_user));
CREATE POLICY own ON bills USING (owner = (SELECT current_user));
CREATE POLICY own ON counts FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY own ON guarded USING (owner = (SELECT current_user));
GRANT SELECT, INSERT, UPDATE, DELETE ON lists, profiles, posts, carried, asked, called, items,
    narrowed, cards, likes, bills, counts, guarded TO app;

-- Tenants read it; only those with a row in admins write it.
CREATE TABLE admins (login name PRIMARY KEY);
CREATE TABLE dealt (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint REFERENCES lists);
CREATE INDEX ON dealt (list_id);
CREATE INDEX ON dealt (owner);
ALTER TABLE dealt ENABLE ROW LEVEL SECURITY;
ALTER TABLE admins ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON admins FOR SELECT USING (login = (SELECT current_user));
CREATE POLICY own ON dealt FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY deal ON dealt FOR ALL USING (
    EXISTS (SELECT 1 FROM admins a WHERE a.login = (SELECT current_user)));
GRANT SELECT ON admins TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON dealt TO app;
