-- search_path decides where things are made and found; SET LOCAL ends with COMMIT.
CREATE SCHEMA one; CREATE SCHEMA two;
SET search_path = two, public;
CREATE TABLE made_in_two (id int PRIMARY KEY);
CREATE TYPE mood AS ENUM ('two');
SET search_path TO one, two;
CREATE TABLE uses_two (id int REFERENCES made_in_two, feeling mood);
BEGIN;
SET LOCAL search_path = public;
CREATE TABLE made_in_public (id int PRIMARY KEY);
COMMIT;
CREATE TABLE made_in_one (id int PRIMARY KEY);
SET search_path = nowhere, two;
CREATE TABLE also_two (id int PRIMARY KEY);
RESET search_path;
CREATE TABLE at_last_public (id int PRIMARY KEY);
SELECT set_config('search_path', 'one', false);
CREATE INDEX ON uses_two (feeling);
