CREATE TABLE scores (id bigint PRIMARY KEY, score integer NOT NULL);
CREATE FUNCTION set_score(which bigint, new_score integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    started timestamptz := Clock_Timestamp();
BEGIN
    UPDATE scores SET score = new_score WHERE id = which;
    RAISE LOG 'set_score took %', clock_timestamp() - started;
END $$;
-- Only reads; runs a statement that is not known; part of a statement; SQL.
CREATE FUNCTION score_of(which bigint) RETURNS integer STABLE LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT score FROM scores WHERE id = which);
END $$;
CREATE FUNCTION highest() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT max(score) FROM scores);
END $$;
CREATE FUNCTION is_set(field text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    result boolean;
BEGIN
    EXECUTE format('SELECT %I IS NOT NULL FROM scores', field) INTO result;
    RETURN result;
END $$;
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scores VALUES (new.id + 1, 0);
    RETURN new;
END $$;
CREATE FUNCTION forget() RETURNS void LANGUAGE sql AS 'DELETE FROM scores WHERE score = 0';
