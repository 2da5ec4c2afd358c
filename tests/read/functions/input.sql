-- Functions: arguments, results, options, replacement, overloads, bodies.
CREATE TABLE todos (id int PRIMARY KEY, title text);
CREATE ROLE caller;
CREATE FUNCTION f(a int, b text DEFAULT 'x', OUT c int) LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER PARALLEL SAFE
  SET search_path = '' SET statement_timeout TO '5s' SET work_mem = 64 AS $$ BEGIN c := 1; END $$;
GRANT EXECUTE ON FUNCTION f TO caller;
COMMENT ON FUNCTION f(int, text) IS 'kept';
-- Replacing keeps grants and comment, and forgets all other options.
CREATE OR REPLACE FUNCTION f(a int, b text DEFAULT 'y', OUT c int) LANGUAGE sql IMMUTABLE SET search_path = public, "My Schema", pg_temp AS 'SELECT 1';
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION many(VARIADIC list int[]) RETURNS TABLE (id int, title text) LANGUAGE sql AS 'SELECT * FROM todos';
CREATE FUNCTION two(INOUT a int, OUT b int) LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION standard(wanted int) RETURNS SETOF todos LANGUAGE sql BEGIN ATOMIC SELECT * FROM todos WHERE id = wanted; END;
CREATE FUNCTION short(a int) RETURNS int RETURN a + 1;
CREATE PROCEDURE move(a int, INOUT b text) LANGUAGE plpgsql AS $body$ BEGIN NULL; END $body$;
CREATE FUNCTION native(text) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'upper';
CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int);
ALTER FUNCTION f(int) STABLE STRICT SECURITY DEFINER SET search_path TO public, pg_temp;
ALTER FUNCTION f(int, text) RESET search_path;
ALTER ROUTINE move(int, text) SECURITY DEFINER;
ALTER PROCEDURE move(int, text) SET timezone = 'UTC';
ALTER PROCEDURE move RESET ALL;
-- Refused: the same arguments again, another result.
CREATE FUNCTION f(b int) RETURNS text LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE FUNCTION many(VARIADIC list int[]) RETURNS TABLE (id int) LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION f(boolean) STABLE;
