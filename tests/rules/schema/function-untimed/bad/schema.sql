CREATE TABLE scores (id bigint PRIMARY KEY, score integer NOT NULL);
CREATE FUNCTION set_score(which bigint, new_score integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE scores SET score = new_score WHERE id = which;
END $$;
-- now() stands still, and a comment is no measure.
CREATE FUNCTION add_score(which bigint) RETURNS interval LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz := now();
BEGIN
    INSERT INTO scores VALUES (which, 0); -- clock_timestamp()
    RAISE LOG 'no clock_timestamp()';
    RETURN now() - started;
END $$;
CREATE PROCEDURE forget() LANGUAGE plpgsql AS 'BEGIN DELETE FROM scores WHERE score = 0; END';
