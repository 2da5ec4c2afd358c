-- A byte-order mark and CR LF.
CREATE TABLE first (
    id int PRIMARY KEY,
    note text DEFAULT 'two
lines'
);
CREATE INDEX ON first (missing);
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$
SELECT 1;
$$;
