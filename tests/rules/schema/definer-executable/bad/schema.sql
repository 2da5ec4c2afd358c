CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (user_id = (SELECT auth.uid()));
CREATE FUNCTION all_todos() RETURNS SETOF todos LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT * FROM public.todos $$;
CREATE FUNCTION todo_of(which uuid) RETURNS SETOF todos LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
    AS $$ SELECT * FROM public.todos WHERE id = which $$;
CREATE FUNCTION rename(which uuid, name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    UPDATE public.todos SET title = name WHERE id = which;
END $$;
-- Through another.
CREATE FUNCTION rename_all() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = ''
    AS $$ SELECT public.rename(id, 'x') FROM public.todos $$;
-- Supabase's default grants name the roles, so PUBLIC's right is not the only one.
CREATE FUNCTION cleanup() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = ''
    AS $$ DELETE FROM public.todos $$;
REVOKE EXECUTE ON FUNCTION cleanup() FROM PUBLIC;
