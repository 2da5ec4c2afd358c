CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT auth.uid(), body text);
CREATE EXTENSION pg_trgm WITH SCHEMA extensions;
-- Installed already, in extensions.
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;
-- With a schema of its own.
CREATE EXTENSION pg_cron;
-- Moved, and dropped.
CREATE EXTENSION unaccent;
ALTER EXTENSION unaccent SET SCHEMA extensions;
CREATE EXTENSION hstore;
DROP EXTENSION hstore;
SET search_path = extensions, public;
CREATE EXTENSION citext;
