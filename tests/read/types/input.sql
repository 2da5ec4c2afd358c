-- Types: enums, composites, ranges, domains, and their uses with modifiers.
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TYPE mood ADD VALUE 'happy' AFTER 'sad';
ALTER TYPE mood ADD VALUE 'first' BEFORE 'sad';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
CREATE TYPE point3 AS (x int, y numeric(5), z text[]);
ALTER TYPE point3 ADD ATTRIBUTE w interval day to second(3), DROP ATTRIBUTE y, ALTER ATTRIBUTE x TYPE bigint;
ALTER TYPE point3 RENAME ATTRIBUTE z TO names;
CREATE DOMAIN email AS text DEFAULT 'x@y' NOT NULL CHECK (value LIKE '%@%') CONSTRAINT short CHECK (length(value) < 100) CHECK (value <> '');
ALTER DOMAIN email DROP CONSTRAINT short;
ALTER DOMAIN email ADD CHECK (value <> 'a@b') NOT VALID;
ALTER DOMAIN email DROP DEFAULT;
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE uses (
  id serial PRIMARY KEY, big bigserial, address email, feeling mood DEFAULT 'sad'::mood, moods mood[],
  c char, c3 char(3), "one" "char", v varchar, v9 varchar(9), n numeric, n5 numeric(5), n52 numeric(5,2), b bit, b3 bit(3), vb bit varying(4),
  i interval, i2 interval(2), iy interval year to month, im interval minute to second(1),
  t3 time(3), tz timetz, ts timestamp(3), tstz timestamptz(0), f real, f24 float(24), f53 float(53), d decimal,
  p point3, s span, at _int4, plain int4[][]
);
CREATE TABLE uses_before (a int);
CREATE TABLE rows_of (r uses_before, span span);
CREATE FUNCTION column_type(a uses_before.a%TYPE) RETURNS SETOF uses_before LANGUAGE sql AS 'SELECT * FROM uses_before';
-- Refused: a name that is taken, a label that is there, a label that is not.
CREATE TYPE mood AS ENUM ('x');
ALTER TYPE mood ADD VALUE 'sad';
ALTER TYPE mood ADD VALUE 'z' AFTER 'nowhere';
CREATE DOMAIN uses_before AS int;
