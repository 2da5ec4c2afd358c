CREATE TABLE lists (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE todos (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    list_id uuid NOT NULL REFERENCES lists,
    title text NOT NULL,
    note text,
    done boolean NOT NULL DEFAULT false
);

CREATE TABLE notes (id int PRIMARY KEY, title text NOT NULL, body text NOT NULL, tags text[] NOT NULL, is_new boolean NOT NULL);
CREATE FUNCTION filled(value text) RETURNS text LANGUAGE sql AS $$ SELECT COALESCE(value, '') $$;
