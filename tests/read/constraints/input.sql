-- Constraints and the names that PostgreSQL chooses for them.
CREATE TABLE countries (code char(2) PRIMARY KEY, name text UNIQUE, CHECK (code <> name));
CREATE TABLE cities (
    country char(2) REFERENCES countries,
    name text,
    mayor text CHECK (mayor <> ''),
    founded int CONSTRAINT plausible CHECK (founded > -10000) NO INHERIT,
    PRIMARY KEY (country, name),
    UNIQUE NULLS NOT DISTINCT (mayor),
    UNIQUE (founded, name) INCLUDE (mayor)
);
CREATE TABLE streets (
    id int PRIMARY KEY,
    number int UNIQUE DEFERRABLE INITIALLY DEFERRED,
    country char(2),
    city text,
    twin int REFERENCES streets ON DELETE SET NULL ON UPDATE RESTRICT,
    FOREIGN KEY (country, city) REFERENCES cities (country, name)
        MATCH FULL ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT partly FOREIGN KEY (country, city) REFERENCES cities ON DELETE SET NULL (city)
);
CREATE TABLE bookings (
    room int, during tsrange, old_room int,
    EXCLUDE USING gist (during WITH &&) WHERE (room > 0)
);
ALTER TABLE bookings ADD CHECK (room > 0) NOT VALID, ADD CHECK (room < 100);
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_room_check;
ALTER TABLE streets ALTER CONSTRAINT partly DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE streets DROP CONSTRAINT streets_twin_fkey, DROP CONSTRAINT IF EXISTS nothing;
CREATE UNIQUE INDEX bookings_room ON bookings (room);
ALTER TABLE bookings ADD CONSTRAINT bookings_key PRIMARY KEY USING INDEX bookings_room;
ALTER TABLE cities DROP CONSTRAINT cities_pkey;         -- streets needs it
ALTER TABLE cities DROP CONSTRAINT nowhere;             -- unknown
ALTER TABLE cities ADD CONSTRAINT plausible CHECK (true); -- there already
