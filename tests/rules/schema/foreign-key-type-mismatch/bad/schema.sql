CREATE TYPE state AS ENUM ('open', 'done');
CREATE TYPE phase AS ENUM ('open', 'done');
CREATE DOMAIN code AS text;
CREATE TABLE lists (
    id uuid PRIMARY KEY,
    number bigint NOT NULL UNIQUE,
    state state NOT NULL UNIQUE,
    code code NOT NULL UNIQUE,
    made date NOT NULL UNIQUE,
    tags int[] NOT NULL UNIQUE,
    UNIQUE (number, code)
);

-- Refused by PostgreSQL, each by itself.
CREATE TABLE by_text (list_id text REFERENCES lists (id));
CREATE TABLE by_numeric (list_number numeric REFERENCES lists (number));
CREATE TABLE by_other_enum (list_state phase REFERENCES lists (state));
CREATE TABLE by_enum_as_text (list_state text REFERENCES lists (state));
CREATE TABLE by_domain (list_code uuid REFERENCES lists (code));
CREATE TABLE by_wide_array (list_tags bigint[] REFERENCES lists (tags));
CREATE TABLE by_item (list_tags int REFERENCES lists (tags));
CREATE TABLE by_pair (
    number bigint,
    code int,
    FOREIGN KEY (number, code) REFERENCES lists (number, code)
);

-- Accepted, though the types differ.
CREATE TABLE by_int (list_number int REFERENCES lists (number));
CREATE TABLE by_time (list_made timestamptz REFERENCES lists (made));
CREATE TABLE by_char (list_code char(8) REFERENCES lists (code));
