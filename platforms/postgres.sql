-- What every PostgreSQL database holds before its first statement, as far as the model shows it.
-- Replayed before all else, whatever the platform.
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
