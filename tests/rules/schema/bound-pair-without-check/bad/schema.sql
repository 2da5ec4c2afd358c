CREATE TABLE criteria (
    id bigint PRIMARY KEY,
    weight integer NOT NULL CHECK (weight > 0),
    min_weight integer NOT NULL,
    max_weight integer NOT NULL,
    CHECK (min_weight <= max_weight)
);
CREATE TABLE settings (
    id bigint PRIMARY KEY,
    default_value numeric,
    min_value numeric,
    max_value numeric,
    CHECK (default_value >= min_value)
);
CREATE TABLE jobs (id bigint PRIMARY KEY, salary_min integer, salary_max integer);
CREATE TABLE trips (id bigint PRIMARY KEY, minimum_day date, maximum_day date);
-- What is measured may leave its bounds, which still have an order.
CREATE TABLE parts (id bigint PRIMARY KEY, stock integer, min_stock integer, max_stock integer);
ALTER TABLE parts ADD CHECK (stock >= 0);
