-- A name keeps what it meant when the statement ran, and inner names come first.
CREATE TABLE teams (id int PRIMARY KEY, name text);
CREATE TABLE members (team_id int REFERENCES teams, user_name text, name text);
CREATE TABLE notes (id int PRIMARY KEY, team_id int REFERENCES teams, author text, body text, CHECK (length(body) > 1));
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
-- team_id without a qualifier is the inner table's, author the note's.
CREATE POLICY inner_first ON notes USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id = team_id AND m.user_name = author));
CREATE POLICY outer_named ON notes USING (EXISTS (SELECT 1 FROM members m WHERE m.team_id = notes.team_id));
CREATE POLICY listed ON notes FOR UPDATE USING (author IN (SELECT user_name FROM members) AND body NOT IN ('a', 'b'))
  WITH CHECK ('t'::bool AND NOT (team_id IS NULL OR (author LIKE 'x%' ESCAPE '!' OR id BETWEEN 1 AND 2)));
CREATE VIEW by_name AS SELECT n.body, t.name FROM notes n JOIN teams t ON t.id = n.team_id WHERE t.name <> n.author;
CREATE DOMAIN short AS text CHECK (length(value) < 9);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER changed BEFORE UPDATE ON notes FOR EACH ROW WHEN (old.body IS DISTINCT FROM new.body AND old.* IS DISTINCT FROM new.*)
  EXECUTE FUNCTION touch();
ALTER TABLE notes RENAME COLUMN author TO writer;
ALTER TABLE teams RENAME COLUMN name TO title;
ALTER TABLE teams RENAME TO groups;
ALTER TABLE members RENAME TO memberships;
CREATE TABLE teams (id int PRIMARY KEY, name text);
CREATE VIEW after AS SELECT name FROM by_name;
