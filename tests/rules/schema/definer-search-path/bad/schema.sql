CREATE SCHEMA app;
CREATE TABLE todos (id bigint PRIMARY KEY, is_done boolean NOT NULL);

CREATE FUNCTION finish(todo bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER
AS $$ UPDATE todos SET is_done = true WHERE id = todo $$;

CREATE PROCEDURE app.finish_all(INOUT n int, VARIADIC ids bigint[])
LANGUAGE plpgsql SECURITY DEFINER
AS $$ BEGIN UPDATE todos SET is_done = true WHERE id = ANY (ids); END $$;

-- A trigger's function runs on the search_path of whoever inserts.
CREATE FUNCTION handle_new_todo() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET statement_timeout = '1s'
AS $$ BEGIN RETURN new; END $$;

-- Made so later; pinned, and then not any more.
CREATE FUNCTION later() RETURNS int LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION later() SECURITY DEFINER;
CREATE FUNCTION "Was Pinned"(a int DEFAULT 1, OUT b int) LANGUAGE sql SECURITY DEFINER
SET search_path = '' AS 'SELECT 1';
ALTER FUNCTION "Was Pinned"(int) RESET search_path;
-- CREATE OR REPLACE takes the settings away.
CREATE FUNCTION replaced() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS 'SELECT 1';
CREATE OR REPLACE FUNCTION replaced() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 2';
