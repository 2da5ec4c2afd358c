CREATE TABLE lists (id uuid PRIMARY KEY, name text NOT NULL);
CREATE TABLE todos (
    id uuid PRIMARY KEY,
    list_id uuid NOT NULL REFERENCES lists,
    title text NOT NULL,
    position int,
    is_done boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON todos (list_id);

CREATE TABLE settings (id int PRIMARY KEY CHECK (id = 1), theme text);
CREATE TABLE notes (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON notes USING (owner_id = current_setting('app.user_id')::uuid);
CREATE FUNCTION forget() RETURNS void LANGUAGE sql AS $$ DELETE FROM todos $$;

CREATE TABLE marks (id uuid PRIMARY KEY, owner_id uuid NOT NULL);
ALTER TABLE marks ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON marks USING (owner_id = current_setting('app.user_id')::uuid);

-- runs as the owner, whom the policies do not bind
CREATE FUNCTION wipe_marks() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$ DELETE FROM public.marks $$;
CREATE FUNCTION wipe_in_block() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF now() > '2020-01-01' THEN
        DELETE FROM public.marks; -- WHERE id = 1
    END IF;
    UPDATE public.marks m SET owner_id = gen_random_uuid() WHERE m.id = m.id;
END $$;
CREATE FUNCTION forget_marks() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM marks; END $$;
-- what it calls runs as its owner too
CREATE FUNCTION outer_forget() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$ BEGIN PERFORM forget_marks(); END $$;
CREATE FUNCTION empty_marks() RETURNS void LANGUAGE sql AS $$ TRUNCATE marks $$;
CREATE PROCEDURE drop_todos() LANGUAGE plpgsql AS $$ BEGIN TRUNCATE TABLE ONLY todos, marks; END $$;
CREATE FUNCTION built(name text) RETURNS void LANGUAGE plpgsql
AS $$ BEGIN EXECUTE format('DELETE FROM %I', name); END $$;
