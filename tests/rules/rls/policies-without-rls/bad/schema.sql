CREATE ROLE app LOGIN;
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE POLICY own ON todos TO app USING (owner = (SELECT current_user));

-- Several policies are one finding.
CREATE TABLE lists (id bigint PRIMARY KEY, owner name NOT NULL);
CREATE POLICY read_own ON lists FOR SELECT USING (owner = (SELECT current_user));
CREATE POLICY add_own ON lists FOR INSERT WITH CHECK (owner = (SELECT current_user));
ALTER TABLE lists FORCE ROW LEVEL SECURITY;

-- On, and off again.
CREATE TABLE notes (id bigint PRIMARY KEY, owner name NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (owner = (SELECT current_user));
ALTER TABLE notes DISABLE ROW LEVEL SECURITY;

-- The root's row security does not cover a partition's own policies.
CREATE TABLE events (id bigint, at date, owner name) PARTITION BY RANGE (at);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON events USING (owner = (SELECT current_user));
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE POLICY own ON events_2026 USING (owner = (SELECT current_user));

-- The partitioned root itself.
CREATE TABLE "Visits" (id bigint, at date, owner name) PARTITION BY RANGE (at);
CREATE POLICY "own rows" ON "Visits" USING (owner = (SELECT current_user));
