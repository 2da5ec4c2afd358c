CREATE TABLE lists (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE todos (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    list_id uuid NOT NULL REFERENCES lists,
    title text NOT NULL,
    note text,
    done boolean NOT NULL DEFAULT false
);

CREATE DOMAIN person_name AS text NOT NULL;
CREATE TABLE people (id uuid PRIMARY KEY, called person_name, born date CHECK (born IS NOT NULL), slug text NOT NULL);
CREATE FUNCTION fill_slug() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.slug := COALESCE(NEW.slug, 'x'); RETURN NEW; END $$;
CREATE TRIGGER fill_slug BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION fill_slug();

CREATE TABLE notes (id int PRIMARY KEY, title text NOT NULL, body text NOT NULL, is_long boolean NOT NULL);
CREATE FUNCTION tidy(value text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN value; END $$;
CREATE FUNCTION filled(value text) RETURNS text LANGUAGE sql STRICT AS $$ SELECT COALESCE(value, '') $$;
