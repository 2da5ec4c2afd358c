CREATE TABLE lists (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE todos (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    list_id uuid NOT NULL REFERENCES lists,
    title text NOT NULL,
    note text,
    done boolean NOT NULL DEFAULT false
);

ALTER TABLE todos ADD COLUMN public_id uuid, ADD COLUMN number integer UNIQUE;
CREATE FUNCTION delete_done(todo uuid) RETURNS void LANGUAGE sql AS $$ DELETE FROM todos WHERE done $$;
