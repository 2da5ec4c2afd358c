CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
    reset boolean := true;
    discard text;
BEGIN
    reset := false;
    PERFORM set_config('app.tenant', new.owner, true);
    PERFORM set_config('app.tenant', concat(new.owner, 'false'), is_local => true::boolean);
    PERFORM pg_advisory_xact_lock(7);
    SET LOCAL work_mem = '64MB';
    CREATE TEMP TABLE seen (id uuid) ON COMMIT DROP;
    RETURN new;
END $$;
CREATE FUNCTION entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', new.owner, false);
    RETURN new;
END $$;

CREATE TABLE orders (id uuid PRIMARY KEY, owner text NOT NULL, amount int, number int DEFAULT 1);
CREATE TRIGGER orders_stamp BEFORE INSERT OR UPDATE ON orders
    FOR EACH ROW EXECUTE FUNCTION stamp();
-- None of these run: another event, another column, disabled, a key that no query changes.
CREATE TRIGGER orders_deleted BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION entered();
CREATE TRIGGER orders_number BEFORE UPDATE OF number ON orders
    FOR EACH ROW EXECUTE FUNCTION entered();
CREATE TRIGGER orders_off BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION entered();
ALTER TABLE orders DISABLE TRIGGER orders_off;
CREATE TABLE lines (id uuid PRIMARY KEY,
                    order_id uuid REFERENCES orders ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TRIGGER lines_entered AFTER UPDATE OR DELETE ON lines
    FOR EACH ROW EXECUTE FUNCTION entered();
-- Nobody writes it.
CREATE TABLE notes (id uuid PRIMARY KEY, owner text);
CREATE TRIGGER notes_entered BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION entered();
-- The trigger stands in for the table.
CREATE VIEW noted AS SELECT id, owner FROM notes;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER noted_insert INSTEAD OF INSERT ON noted FOR EACH ROW EXECUTE FUNCTION nothing();
