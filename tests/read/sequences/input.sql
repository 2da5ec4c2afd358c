-- Sequences and whose they are.
CREATE SEQUENCE counted AS smallint INCREMENT BY 2 START 10;
CREATE SEQUENCE IF NOT EXISTS counted;
CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('counted'), other serial, third bigint GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE counted OWNED BY t.id;
CREATE SEQUENCE free OWNED BY NONE;
ALTER SEQUENCE free RENAME TO loose;
ALTER SEQUENCE loose AS integer;
DROP SEQUENCE t_other_seq;               -- a default needs it
DROP SEQUENCE t_third_seq;               -- the identity needs it
DROP SEQUENCE t_other_seq CASCADE;
ALTER TABLE t ALTER third DROP IDENTITY;
CREATE TABLE named (id serial);
ALTER TABLE named RENAME TO renamed;
CREATE TABLE named (id serial);
CREATE SEQUENCE loose;                   -- there already
ALTER SEQUENCE nothing RESTART;          -- unknown
DROP TABLE renamed;
