-- A project that sets up part of the platform itself, as the scripts of a self-hosted Supabase do:
-- what is in a schema that it creates is no duplicate of the platform's, but is not followed.
CREATE SCHEMA supabase_functions AUTHORIZATION supabase_admin;
CREATE TABLE supabase_functions.hooks (id bigserial PRIMARY KEY, hook_name text NOT NULL);
CREATE FUNCTION supabase_functions.http_request() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RETURN NEW; END $$;
-- In another schema of the platform's it is one still.
CREATE SCHEMA IF NOT EXISTS storage;
CREATE TABLE storage.buckets (id text PRIMARY KEY);
