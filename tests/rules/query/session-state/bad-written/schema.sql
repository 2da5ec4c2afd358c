CREATE SCHEMA inner_part;

-- A trigger, by set_config.
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', new.owner::text, false);
    RETURN new;
END $$;
-- What a trigger's function calls.
CREATE FUNCTION inner_part.lock() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_lock(7);
END $$;
CREATE FUNCTION lock_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM inner_part.lock();
    RETURN new;
END $$;
CREATE FUNCTION scratch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reset boolean := true;
BEGIN
    CREATE TEMP TABLE IF NOT EXISTS seen (id uuid) ON COMMIT DELETE ROWS;
    RETURN old;
END $$;
CREATE FUNCTION executed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET app.tenant = %L', old.id);
    RETURN old;
END $$;
CREATE FUNCTION built() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE tg_argv[0];
    RETURN new;
END $$;
CREATE FUNCTION is_local() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    for_now boolean := current_setting('app.for_now')::boolean;
BEGIN
    PERFORM set_config('app.seen', 'yes', for_now);
    RETURN true;
END $$;
CREATE FUNCTION number() RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    RESET app.tenant;
    RETURN 1;
END $$;
CREATE FUNCTION is_good(value int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM pg_catalog.set_config('app.checked', value::text, is_local => false);
    RETURN true;
END $$;
CREATE FUNCTION into_todos() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO notes (id) VALUES (new.id);
    RETURN new;
END $$;
CREATE FUNCTION heard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    LISTEN changes;
    RETURN new;
END $$;

CREATE TABLE orders (id uuid PRIMARY KEY, owner text NOT NULL,
                     number int NOT NULL DEFAULT number(),
                     amount int CONSTRAINT amount_good CHECK (is_good(amount)));
CREATE TRIGGER orders_stamp BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER orders_lock BEFORE UPDATE OF amount ON orders FOR EACH ROW EXECUTE FUNCTION lock_it();
CREATE TRIGGER orders_built BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION built('SET x = 1');

-- Cascades.
CREATE TABLE lines (id uuid PRIMARY KEY,
                    order_id uuid CONSTRAINT lines_order REFERENCES orders ON DELETE CASCADE);
CREATE TRIGGER lines_scratch AFTER DELETE ON lines FOR EACH ROW EXECUTE FUNCTION scratch();
CREATE TABLE parcels (id uuid PRIMARY KEY,
                      order_id uuid CONSTRAINT parcels_order REFERENCES orders ON DELETE SET NULL);
CREATE TRIGGER parcels_executed AFTER UPDATE OF order_id ON parcels
    FOR EACH ROW EXECUTE FUNCTION executed();

-- Policies.
CREATE TABLE notes (id uuid PRIMARY KEY);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_read ON notes FOR SELECT USING (is_local());
CREATE POLICY notes_write ON notes FOR INSERT
    WITH CHECK (set_config('app.note', id::text, false) IS NOT NULL);

-- A view's INSTEAD OF trigger, which writes another table.
CREATE VIEW todos AS SELECT id FROM notes;
CREATE TRIGGER todos_insert INSTEAD OF INSERT ON todos FOR EACH ROW EXECUTE FUNCTION into_todos();

-- Partitions.
CREATE TABLE events (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TRIGGER events_heard AFTER INSERT ON events_2026 FOR EACH ROW EXECUTE FUNCTION heard();
