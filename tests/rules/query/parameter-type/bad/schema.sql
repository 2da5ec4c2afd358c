CREATE TYPE state AS ENUM ('open', 'done');
CREATE TYPE importance AS ENUM ('low', 'high');
CREATE TABLE lists (id bigint PRIMARY KEY, name text NOT NULL, settings json);
CREATE TABLE todos (
    id uuid PRIMARY KEY,
    list_id bigint NOT NULL REFERENCES lists,
    title text NOT NULL,
    state state NOT NULL DEFAULT 'open',
    importance importance,
    tags text[] NOT NULL DEFAULT '{}',
    details jsonb,
    position int,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON todos (list_id);
CREATE FUNCTION weigh(title text, weight int) RETURNS int
    LANGUAGE sql IMMUTABLE AS 'SELECT length($1) * $2';
