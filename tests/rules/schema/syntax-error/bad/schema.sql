-- A comma too many, a word missing, a string that never ends; what stands between is read.
CREATE TABLE lists (
    id bigint PRIMARY KEY,
    title text NOT NULL,
);

CREATE TABLE todos (
    id bigint PRIMARY KEY,
    title text NOT NULL
);

ALTER TABLE todos ADD COLUMN;

CREATE INDEX todos_title ON todos (title;

-- Two statements, the first without its semicolon.
CREATE VIEW open_todos AS SELECT id FROM todos
CREATE VIEW all_todos AS SELECT id FROM todos;

INSERT INTO todos (id, title) VALUES (1, 'never ends);
