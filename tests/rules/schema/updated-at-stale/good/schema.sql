CREATE EXTENSION moddatetime;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.updated_at := now();
    RETURN new;
END $$;
CREATE TABLE notes (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL DEFAULT now());
CREATE TRIGGER notes_touched BEFORE INSERT OR UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE pages (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL DEFAULT now());
CREATE TRIGGER pages_touched BEFORE UPDATE ON pages
    FOR EACH ROW EXECUTE FUNCTION moddatetime(updated_at);
-- By every UPDATE.
CREATE TABLE todos (id bigint PRIMARY KEY, title text, views int NOT NULL DEFAULT 0,
    last_seen_at timestamptz, updated_at timestamptz NOT NULL);
CREATE TABLE settings (id bigint PRIMARY KEY, theme text, updated_at timestamptz NOT NULL);
-- By a function in PL/pgSQL.
CREATE TABLE jobs (id bigint PRIMARY KEY, state text, updated_at timestamptz NOT NULL);
CREATE FUNCTION finish(which bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE jobs SET state = 'done', updated_at = now() WHERE id = which;
END $$;
-- By an UPDATE of its own, after the fact.
CREATE TABLE folders (id bigint PRIMARY KEY, name text, updated_at timestamptz);
CREATE FUNCTION touch_folder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE folders SET updated_at = now() WHERE id = new.id AND updated_at < now();
    RETURN NULL;
END $$;
CREATE TRIGGER folders_touched AFTER UPDATE ON folders FOR EACH ROW EXECUTE FUNCTION touch_folder();
-- Written by nothing here, and no more tables have a trigger than have none: a program may set it.
CREATE TABLE a (id bigint PRIMARY KEY, updated_at timestamptz);
CREATE TABLE b (id bigint PRIMARY KEY, updated_at timestamptz);
CREATE TABLE c (id bigint PRIMARY KEY, updated_at timestamptz);
-- A day is no moment; a view is no table.
CREATE TABLE days (id bigint PRIMARY KEY, body text, updated_at date);
CREATE VIEW recent AS SELECT id, updated_at FROM todos;
