CREATE TYPE priority AS ENUM ('low', 'high');
CREATE DOMAIN colour AS text CHECK (VALUE IN ('red', 'green'));
CREATE TABLE orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    status text NOT NULL CHECK (status IN ('open', 'paid')),
    state varchar(20) CHECK (state = ANY (ARRAY['new'::character varying, 'old'::character varying]::text[])),
    size text,
    priority priority,
    colour colour,
    rating integer CHECK (rating IN (1, 2, 3)),
    side text CHECK (side IS NULL OR side = 'left' OR side = 'right'),
    kind text CHECK (kind IN ('a', 'b')),
    CONSTRAINT orders_size CHECK (size IN ('s', 'm', 'l')),
    CONSTRAINT orders_size_now CHECK (size <> 'l' AND size IN ('s', 'm'))
);
CREATE FUNCTION set_kind() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.kind := 'a'; RETURN NEW; END $$;
CREATE TRIGGER set_kind BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION set_kind();
