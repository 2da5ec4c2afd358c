CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE VIEW titles WITH (security_invoker = on) AS SELECT id, user_id, title FROM todos;
-- auth.uid() is the caller's inside a view too.
CREATE VIEW my_titles AS SELECT id, title FROM todos WHERE user_id = (SELECT auth.uid());
REVOKE ALL ON my_titles FROM anon, authenticated;
GRANT SELECT ON my_titles TO authenticated;
-- Nobody may read it.
CREATE MATERIALIZED VIEW summary AS SELECT user_id, max(title) AS last FROM todos GROUP BY user_id;
REVOKE ALL ON summary FROM anon, authenticated;
-- Public anyway.
CREATE TABLE countries (id bigint PRIMARY KEY, name text NOT NULL);
ALTER TABLE countries ENABLE ROW LEVEL SECURITY;
CREATE POLICY readable ON countries FOR SELECT USING (true);
CREATE VIEW country_names AS SELECT name FROM countries;
REVOKE INSERT, UPDATE, DELETE ON country_names FROM anon, authenticated;
-- Meant so, and said.
CREATE VIEW headlines AS SELECT id, title FROM todos WHERE title LIKE 'public:%';
REVOKE INSERT, UPDATE, DELETE ON headlines FROM anon, authenticated;
