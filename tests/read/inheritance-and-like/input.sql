-- INHERITS merges columns and checks by name; LIKE copies what INCLUDING says.
CREATE TABLE base (id int NOT NULL, name text DEFAULT 'x', CONSTRAINT positive CHECK (id > 0),
    CONSTRAINT own CHECK (id < 99) NO INHERIT, PRIMARY KEY (id));
CREATE TABLE other (name text NOT NULL, note text);
CREATE TABLE heir (note text DEFAULT 'n', more int, CONSTRAINT positive CHECK (id > 0))
    INHERITS (base, other);
CREATE TABLE grandchild () INHERITS (heir);
ALTER TABLE base ADD COLUMN added int DEFAULT 3;
ALTER TABLE base ALTER COLUMN added SET NOT NULL, ALTER COLUMN name SET DEFAULT 'y';
ALTER TABLE base RENAME COLUMN added TO extra;
ALTER TABLE base DROP CONSTRAINT positive;        -- heir declares it too
ALTER TABLE other DROP COLUMN name;               -- base still gives it to heir
ALTER TABLE heir DROP COLUMN id;                  -- inherited: refused
ALTER TABLE heir RENAME COLUMN id TO ident;       -- inherited: refused
ALTER TABLE base INHERIT grandchild;              -- a circle: refused
ALTER TABLE base INHERIT base;                    -- a circle: refused
ALTER TABLE heir NO INHERIT other;
ALTER TABLE heir DROP COLUMN note;
ALTER TABLE ONLY base DROP COLUMN extra;          -- the children keep theirs
CREATE TABLE source (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text DEFAULT 'c' UNIQUE CHECK (code <> ''),
    twice int GENERATED ALWAYS AS (2 * 3) STORED, CONSTRAINT far FOREIGN KEY (id) REFERENCES base);
CREATE INDEX ON source (lower(code));
COMMENT ON COLUMN source.code IS 'a code';
CREATE TABLE bare (LIKE source);
CREATE TABLE everything (LIKE source INCLUDING ALL, extra int);
CREATE TABLE partly (LIKE source INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
CREATE TABLE merged (LIKE base INCLUDING CONSTRAINTS) INHERITS (base);
CREATE TYPE pair AS (a int, b text);
CREATE TABLE of_type (LIKE pair);
CREATE TABLE twice (LIKE source, LIKE source);    -- each column twice
