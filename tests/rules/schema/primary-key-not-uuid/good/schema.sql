CREATE EXTENSION "uuid-ossp";
CREATE DOMAIN key AS uuid DEFAULT gen_random_uuid();
CREATE TABLE todos (id uuid DEFAULT gen_random_uuid() PRIMARY KEY);
CREATE TABLE notes (id uuid PRIMARY KEY);
ALTER TABLE notes ALTER COLUMN id SET DEFAULT uuid_generate_v4();
CREATE TABLE pages (id key PRIMARY KEY);
-- The value comes from the table that the key refers to.
CREATE TABLE details (todo_id uuid PRIMARY KEY REFERENCES todos);
CREATE TABLE tags (todo_id uuid REFERENCES todos, tag text, PRIMARY KEY (todo_id, tag));
-- A partition key has to be part of it.
CREATE TABLE events (id uuid DEFAULT gen_random_uuid(), day date, PRIMARY KEY (id, day))
    PARTITION BY RANGE (day);
-- Without a key: another rule's.
CREATE TABLE log (line text);
