-- Where names are looked for, and where objects are made.
CREATE SCHEMA a; CREATE SCHEMA IF NOT EXISTS a; CREATE ROLE boss; CREATE SCHEMA b AUTHORIZATION boss;
CREATE SCHEMA whole
    CREATE UNIQUE INDEX by_id ON inner_table (id)
    CREATE VIEW inner_view AS SELECT id FROM inner_table
    CREATE TABLE inner_table (id int PRIMARY KEY)
    GRANT SELECT ON inner_view TO boss;
SET search_path TO a, b;
CREATE TABLE in_a (id int PRIMARY KEY);
CREATE TABLE b.in_b (id int REFERENCES in_a);
SELECT id FROM in_b;
BEGIN;
SET LOCAL search_path = b;
CREATE TABLE local_in_b (id int REFERENCES a.in_a);
COMMIT;
CREATE TABLE again_in_a (id int);
SET search_path = missing, public;
CREATE TABLE in_public (id int);
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.qualified (id int);
CREATE TABLE nowhere_to_go (id int);          -- no schema to make it in
RESET search_path;
CREATE TYPE a.mood AS ENUM ('x');
ALTER TABLE a.in_a SET SCHEMA public;
ALTER TYPE a.mood SET SCHEMA b;
ALTER SCHEMA b RENAME TO c;
SELECT id FROM b.in_b;                        -- unknown now
CREATE TABLE missing.t (id int);              -- unknown
CREATE TABLE in_public (id int);              -- there already
SET search_path = pg_temp, public;
CREATE TABLE temporary_by_path (id int);
DROP SCHEMA a;                                -- not empty
DROP SCHEMA a CASCADE;
