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
