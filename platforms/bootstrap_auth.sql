-- Who asks, on platform postgres: the claims of the request's token, which the server sets for each
-- transaction. Without claims all three are NULL. A design that makes the schema or one of these
-- functions itself, where CREATE would refuse what is there already, gets none of this: what is in
-- that schema is its own. CREATE OR REPLACE replaces. supabase.sql has its own.
--
-- The bodies are bound when they are made (RETURN), so no search path changes what they mean, and
-- PostgreSQL puts them in the place of the call, so a policy that asks for auth.uid() costs no call.
CREATE SCHEMA auth;
CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE
    RETURN nullif(current_setting('request.jwt.claims', true), '')::jsonb;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
    RETURN nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')::uuid;
CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE
    RETURN nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role';
GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role;
