CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    country char(2) NOT NULL,
    currency char(3) NOT NULL,
    sha256 char(64),
    grade char,
    kind "char",
    reference varchar(20) NOT NULL,
    total_price numeric(12, 2) NOT NULL,
    fee_cents integer,
    opens time,
    details jsonb,
    height double precision,
    cost_ratio double precision
);
-- Flour, not money.
CREATE TABLE ingredients (id bigint PRIMARY KEY, amount real NOT NULL, unit text NOT NULL);
-- A default that reads a sequence is no serial.
CREATE SEQUENCE numbers;
CREATE TABLE numbered (id bigint PRIMARY KEY DEFAULT nextval('numbers'));
-- Changed later; temporary; a view.
CREATE TABLE notes (id bigint PRIMARY KEY, body json);
ALTER TABLE notes ALTER COLUMN body TYPE jsonb;
CREATE TEMPORARY TABLE scratch (body json);
CREATE VIEW documents AS SELECT body::json FROM notes;
-- Numbers of the catalog that an upgrade keeps.
CREATE TABLE watched (id bigint PRIMARY KEY, relation regclass, role regrole, type regtype);
