CREATE SCHEMA archive;
CREATE TABLE todos (
    id bigint PRIMARY KEY,
    title text
);
CREATE TABLE IF NOT EXISTS todos (id bigint PRIMARY KEY);
CREATE TABLE archive.todos (id bigint PRIMARY KEY);
CREATE TABLE "Todos" (id bigint PRIMARY KEY);
ALTER TABLE todos ADD COLUMN IF NOT EXISTS title text;
CREATE INDEX todos_title ON todos (title);
CREATE INDEX IF NOT EXISTS todos_title ON todos (title);

-- Policies have names per table; functions differ by their arguments.
CREATE POLICY own ON todos USING (id > 0);
CREATE POLICY own ON archive.todos USING (id > 0);
CREATE FUNCTION finish(id bigint) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION finish(id text) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION finish(id text) RETURNS void LANGUAGE sql AS '';

-- Dropped or renamed first.
DROP INDEX todos_title;
CREATE INDEX todos_title ON todos (title, id);
DROP POLICY own ON todos;
CREATE POLICY own ON todos FOR SELECT USING (id > 0);
ALTER TABLE archive.todos RENAME TO old_todos;
CREATE TABLE archive.todos (id bigint, CONSTRAINT archive_key PRIMARY KEY (id));
