CREATE ROLE robot BYPASSRLS;
CREATE TABLE todos (id bigint PRIMARY KEY, owner name NOT NULL, locked boolean);
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos USING (owner = (SELECT current_user));
CREATE POLICY r_delete ON todos AS RESTRICTIVE FOR DELETE USING (false);
CREATE POLICY r_insert ON todos AS RESTRICTIVE FOR INSERT WITH CHECK (id > 0);
-- What is written is restricted, what is read is not: that is an effect.
CREATE POLICY r_new ON todos AS RESTRICTIVE FOR UPDATE WITH CHECK (id > 0);
CREATE POLICY r_new_too ON todos AS RESTRICTIVE WITH CHECK (id < 1000);
CREATE POLICY r_half ON todos AS RESTRICTIVE FOR UPDATE USING (NOT locked) WITH CHECK (true);
-- True only where the column is.
CREATE POLICY r_column ON todos AS RESTRICTIVE FOR DELETE USING (locked IS NOT NULL);
-- Permissive ones are others' concern.
CREATE POLICY p_insert ON todos FOR INSERT;
CREATE POLICY r_robot ON todos AS RESTRICTIVE TO robot;
