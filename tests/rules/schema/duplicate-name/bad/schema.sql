CREATE TABLE lists (
    id bigint PRIMARY KEY,
    title text NOT NULL
);
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    list_id bigint,
    CONSTRAINT todos_list FOREIGN KEY (list_id) REFERENCES lists (id)
);
CREATE INDEX todos_list_id ON todos (list_id);

-- The same table, in other letters.
CREATE TABLE Lists (id bigint PRIMARY KEY);
-- A view takes a table's name, an index another's: they share one set of names.
CREATE VIEW todos_list_id AS SELECT id FROM todos;
CREATE INDEX todos_list_id ON lists (title);
ALTER TABLE todos ADD COLUMN list_id bigint;
ALTER TABLE todos ADD CONSTRAINT todos_list CHECK (list_id > 0);

ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (id > 0);
CREATE POLICY own ON todos FOR DELETE USING (id > 0);
