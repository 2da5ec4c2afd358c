CREATE ROLE app;

-- The key holds the tenant, anywhere; or a reference to a tenant's row.
CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL, title text, UNIQUE (title, owner));
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, list_id bigint REFERENCES lists (id),
    title text, UNIQUE (list_id, title));
-- The rows are the tenants themselves: one for each.
CREATE TABLE profiles (owner name PRIMARY KEY, nick text UNIQUE);
CREATE TABLE settings (id bigint PRIMARY KEY, owner name NOT NULL UNIQUE, title text UNIQUE);
-- Unique everywhere by what it means; made by the database; a UUID; a column that a policy asks for.
CREATE TABLE sites (id bigint PRIMARY KEY, owner name NOT NULL, domain text UNIQUE, slug text UNIQUE,
    contact_email text UNIQUE, stripe_customer_id text UNIQUE, share_token text UNIQUE);
CREATE TABLE orders (id bigint PRIMARY KEY, owner name NOT NULL,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE, place text DEFAULT md5(random()::text) UNIQUE,
    tag uuid UNIQUE, seat text UNIQUE);
-- Nobody whom row security binds writes it; a key that is not unique; no certain tenant.
CREATE TABLE plans (id bigint PRIMARY KEY, owner name NOT NULL, title text UNIQUE);
CREATE TABLE notes (id bigint PRIMARY KEY, owner name NOT NULL, title text);
CREATE INDEX ON notes (title);
CREATE TABLE words (id bigint PRIMARY KEY, user_id bigint, word text UNIQUE);

ALTER TABLE lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE sites ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE words ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON lists USING (owner = (SELECT current_user));
CREATE POLICY own ON todos USING (owner = (SELECT current_user));
CREATE POLICY own ON profiles USING (owner = (SELECT current_user));
CREATE POLICY own ON settings USING (owner = (SELECT current_user));
CREATE POLICY own ON sites USING (owner = (SELECT current_user));
CREATE POLICY own ON orders USING (owner = (SELECT current_user) OR seat = (SELECT current_user)::text);
CREATE POLICY own ON plans FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY own ON notes USING (owner = (SELECT current_user));
CREATE POLICY few ON words USING (id > 10);
GRANT SELECT, INSERT, UPDATE ON lists, todos, profiles, settings, sites, orders, plans, notes, words
    TO app;
