CREATE TABLE todos (
    id bigint PRIMARY KEY,
    list_id bigint NOT NULL REFERENCES lists (id),
    again_id bigint NOT NULL REFERENCES lists (id),
    made_at timestamp NOT NULL DEFAULT now(),
    shown_at timestamp,        -- a view uses it: PostgreSQL would refuse
    due_at timestamp,          -- an index over date_trunc() of it: likewise
    fixed_at timestamp DEFAULT '2000-01-01'
);
CREATE VIEW shown AS SELECT shown_at FROM todos;
CREATE INDEX ON todos (date_trunc('day', due_at));
CREATE TABLE messages (id bigint PRIMARY KEY, told_at timestamp); -- that function hands it out as timestamp
CREATE FUNCTION told() RETURNS TABLE (told_at timestamp) LANGUAGE sql AS 'SELECT told_at FROM messages';
CREATE FUNCTION finish(what bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
    AS 'DELETE FROM todos WHERE id = what';
CREATE POLICY own ON todos USING (current_setting('app.list')::bigint = list_id OR NOT (id = 1 AND list_id = 2));
