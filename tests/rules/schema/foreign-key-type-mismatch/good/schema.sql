CREATE EXTENSION citext;
CREATE TYPE state AS ENUM ('open', 'done');
CREATE DOMAIN list_number AS bigint CHECK (VALUE > 0);
CREATE DOMAIN code AS varchar(20);
CREATE TABLE lists (
    id bigserial PRIMARY KEY,
    uid uuid NOT NULL UNIQUE,
    state state NOT NULL UNIQUE,
    code text NOT NULL UNIQUE,
    email citext NOT NULL UNIQUE,
    tags int[] NOT NULL UNIQUE
);
CREATE TABLE todos (
    a int8 REFERENCES lists (id),
    b list_number REFERENCES lists (id),
    c uuid REFERENCES lists (uid),
    d state REFERENCES lists (state),
    e varchar(40) REFERENCES lists (code),
    f code REFERENCES lists (code),
    g citext REFERENCES lists (email),
    h integer[] REFERENCES lists (tags),
    i int
);
ALTER TABLE todos ALTER COLUMN i TYPE bigint;
ALTER TABLE todos ADD FOREIGN KEY (i) REFERENCES lists (id);
