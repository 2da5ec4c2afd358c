CREATE FUNCTION may_see(uuid) RETURNS boolean LANGUAGE plpython3u AS 'return True';

CREATE TABLE todos (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON todos FOR SELECT USING (user_id = (SELECT auth.uid()));
-- It does not hide behind the other alternative.
CREATE POLICY seen ON todos FOR UPDATE USING (user_id = (SELECT auth.uid()) OR public.may_see(id));

-- Built while it runs.
CREATE FUNCTION is_allowed(what uuid) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = '' AS $$
DECLARE answer boolean;
BEGIN
    EXECUTE 'SELECT true FROM public.todos WHERE id = $1' INTO answer USING what;
    RETURN answer;
END $$;

CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), user_id uuid NOT NULL REFERENCES auth.users, title text NOT NULL DEFAULT '');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY allowed ON notes FOR SELECT USING (public.is_allowed(id));
