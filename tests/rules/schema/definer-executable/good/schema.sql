CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (user_id = (SELECT auth.uid()));
-- About the caller himself.
CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT coalesce(auth.jwt() -> 'app_metadata' ->> 'role', '') = 'admin' $$;
CREATE FUNCTION my_todos() RETURNS SETOF todos LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT * FROM public.todos WHERE user_id = auth.uid() $$;
CREATE FUNCTION finish(which uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE public.todos SET title = 'done' WHERE id = which AND user_id = auth.uid();
END $$;
-- Nobody can call a trigger function.
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE public.todos SET title = 'x' WHERE id = NEW.id;
    RETURN NEW;
END $$;
-- Revoked from all of them.
CREATE FUNCTION cleanup() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = ''
    AS $$ DELETE FROM public.todos $$;
REVOKE EXECUTE ON FUNCTION cleanup() FROM PUBLIC, anon, authenticated;
-- Meant so, and said.
CREATE FUNCTION accept(token text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = ''
    AS $$ DELETE FROM public.todos WHERE title = token $$;
-- Its caller's rights.
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SET search_path = '' AS $$ DELETE FROM public.todos $$;
