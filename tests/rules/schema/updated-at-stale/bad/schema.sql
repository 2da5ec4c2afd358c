CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.updated_at := now();
    RETURN new;
END $$;
CREATE TABLE notes (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL DEFAULT now());
CREATE TRIGGER notes_touched BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE pages (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL DEFAULT now());
CREATE TRIGGER pages_touched BEFORE UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION touch();

-- UPDATEs that leave it: of named queries, with ON CONFLICT, by MERGE, in a function.
CREATE TABLE todos (id bigint PRIMARY KEY, title text, rank int, updated_at timestamptz NOT NULL);
CREATE TABLE settings (id bigint PRIMARY KEY, theme text, updated_at timestamptz NOT NULL);
CREATE TABLE stock (id bigint PRIMARY KEY, name text, modified_at timestamptz NOT NULL);
CREATE TABLE jobs (id bigint PRIMARY KEY, state text, updated_at timestamptz NOT NULL);
CREATE FUNCTION finish(which bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE jobs SET state = 'done' WHERE id = which
$$;
-- The trigger is for INSERT; it is disabled; it sets another column.
CREATE TRIGGER jobs_touched BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER settings_touched BEFORE UPDATE ON settings FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE settings DISABLE TRIGGER settings_touched;
CREATE TRIGGER stock_touched BEFORE UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION touch();
-- After the row is written, NEW changes nothing.
CREATE TABLE late (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL);
CREATE TRIGGER late_touched AFTER UPDATE ON late FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE kept (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL);
CREATE TRIGGER kept_touched BEFORE UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION touch();

-- Most of the tables have a trigger: this one was forgotten.
CREATE TABLE forgotten (id bigint PRIMARY KEY, body text, updated_at timestamptz NOT NULL);
