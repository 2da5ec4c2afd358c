CREATE TABLE lists (
    id bigint PRIMARY KEY,
    title text NOT NULL
);

-- A table, a column, a type.
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    list_id bigint REFERENCES list (id),
    owner_id bigint REFERENCES lists (owner),
    state todo_state NOT NULL
);

CREATE INDEX todos_done ON todos (is_done);
CREATE VIEW overview AS SELECT l.title, l.colour FROM lists l;
GRANT SELECT ON lists TO reader;

-- Declared once, then gone or renamed.
CREATE TABLE labels (id bigint PRIMARY KEY, name text);
ALTER TABLE labels RENAME COLUMN name TO title;
CREATE INDEX labels_name ON labels (name);
DROP TABLE labels;
ALTER TABLE labels ADD COLUMN colour text;

-- Missing at several places: one finding.
CREATE TRIGGER stamp BEFORE UPDATE ON lists FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER stamp BEFORE UPDATE ON todos FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- The targets of data: the table, and the columns that are written to.
CREATE TABLE notes (id int PRIMARY KEY, body text, tags text[]);
INSERT INTO notes (id, boddy) VALUES (1, 'a');
INSERT INTO note VALUES (1);
INSERT INTO notes (id) VALUES (2) ON CONFLICT (id) DO UPDATE SET text = excluded.body;
UPDATE notes SET (body, tagz) = ('a', '{}');
UPDATE notes AS n SET body = 'b', label = 1;
DELETE FROM gone;
TRUNCATE notes, notebooks;

-- A drop that PostgreSQL refuses declares nothing, so what its text names is not in doubt.
CREATE TABLE people (id int PRIMARY KEY);
CREATE TABLE pets (id int PRIMARY KEY, person_id int REFERENCES people);
ALTER TABLE people DROP CONSTRAINT people_pkey;
DROP TABLE people;
DROP TABLE people CASCADE;
CREATE TABLE toys (id int PRIMARY KEY, person_id int REFERENCES people);
