CREATE TABLE todos (id bigint PRIMARY KEY, title text, created_at timestamptz, updated_at timestamptz);
CREATE TABLE notes (id bigint PRIMARY KEY, body text);
ALTER TABLE notes ADD COLUMN created_at timestamptz DEFAULT now(), ADD COLUMN updated_at timestamptz;
-- A junction row is not changed.
CREATE TABLE tags (todo_id bigint REFERENCES todos, note_id bigint REFERENCES notes,
    created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (todo_id, note_id));
CREATE TEMPORARY TABLE scratch (line text);
CREATE VIEW titles AS SELECT title FROM todos;
CREATE TABLE urgent (level int) INHERITS (todos);
