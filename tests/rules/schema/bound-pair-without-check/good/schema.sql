CREATE TABLE criteria (
    id bigint PRIMARY KEY,
    weight integer NOT NULL,
    min_weight integer NOT NULL,
    max_weight integer NOT NULL,
    CHECK (weight BETWEEN min_weight AND max_weight)
);
CREATE TABLE settings (
    id bigint PRIMARY KEY,
    default_value numeric,
    min_value numeric,
    max_value numeric,
    CHECK (default_value >= min_value),
    CHECK (max_value IS NULL OR max_value >= default_value)
);
CREATE TABLE jobs (id bigint PRIMARY KEY, salary_min integer, salary_max integer);
ALTER TABLE jobs ADD CONSTRAINT ordered CHECK (salary_min <= salary_max);
CREATE TABLE parts (id bigint PRIMARY KEY, stock integer, min_stock integer, max_stock integer,
    CHECK (min_stock <= max_stock));
-- A summary of other rows, one bound alone, a flag, a text.
CREATE TABLE trends (hour timestamptz PRIMARY KEY, min_load real, avg_load real, max_load real);
CREATE TABLE queues (id bigint PRIMARY KEY, attempts integer, max_attempts integer);
CREATE TABLE flags (id bigint PRIMARY KEY, min_note text, max_note text);
-- A trigger holds them together.
CREATE TABLE ranges (id bigint PRIMARY KEY, min_price numeric, max_price numeric);
CREATE FUNCTION ordered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.min_price > new.max_price THEN
        RAISE EXCEPTION 'the lower price is above the higher one';
    END IF;
    RETURN new;
END $$;
CREATE TRIGGER ranges_ordered BEFORE INSERT OR UPDATE ON ranges
    FOR EACH ROW EXECUTE FUNCTION ordered();
