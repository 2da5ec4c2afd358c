CREATE TABLE users (id uuid PRIMARY KEY, name text NOT NULL);
CREATE FUNCTION enter(user_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- set_config('app.user_id', user_id, false) would be wrong
    PERFORM set_config('app.user_id', user_id, false);
END $$;
CREATE FUNCTION become(user_id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    SET ROLE reader;
END $$;
CREATE FUNCTION enter_for_now(user_id text) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    UPDATE users SET name = user_id WHERE name = 'SET ROLE x; pg_advisory_lock(1)';
    SET LOCAL work_mem = '64MB';
    PERFORM set_config('app.user_id', user_id, true);
END $$;
