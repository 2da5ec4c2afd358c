CREATE TABLE todos (id bigint PRIMARY KEY, is_done boolean NOT NULL);

CREATE FUNCTION finish(todo bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ UPDATE public.todos SET is_done = true WHERE id = todo $$;
CREATE FUNCTION finish_here(todo bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ UPDATE todos SET is_done = true WHERE id = todo $$;
CREATE FUNCTION from_current() RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT
AS 'SELECT 1';
CREATE FUNCTION pinned_later() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
ALTER FUNCTION pinned_later() SET search_path = pg_catalog;

-- With the caller's own rights.
CREATE FUNCTION as_invoker(todo bigint) RETURNS void LANGUAGE sql
AS $$ UPDATE todos SET is_done = true WHERE id = todo $$;
CREATE FUNCTION invoker_again() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
ALTER FUNCTION invoker_again() SECURITY INVOKER;

-- Bound when it is made: nothing is looked up when it runs.
CREATE FUNCTION bound(todo bigint) RETURNS boolean LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    SELECT is_done FROM todos WHERE id = todo;
END;
CREATE FUNCTION bound_short(a int) RETURNS int LANGUAGE sql SECURITY DEFINER RETURN a + 1;
