CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT auth.uid(), body text);
CREATE EXTENSION pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION postgis;
SET search_path = public, extensions;
CREATE EXTENSION hstore;
