-- The roles that requests run as on platform postgres, named as Supabase names them: what a design
-- with a manifest may rely on. lintel replays it before such a project's own files, and makes in a
-- new database what of it is not there yet. Roles belong to the whole server: one that exists is
-- left as it is. supabase.sql has its own.
CREATE ROLE anon NOLOGIN;
CREATE ROLE authenticated NOLOGIN;
CREATE ROLE service_role NOLOGIN BYPASSRLS;
CREATE ROLE authenticator LOGIN NOINHERIT;
GRANT anon, authenticated, service_role TO authenticator;
