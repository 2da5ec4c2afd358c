-- What SELECT calls: settings, jobs, and functions that may change the schema.
SELECT pg_catalog.set_config('search_path', '', false);
CREATE TABLE public.visits (id int PRIMARY KEY, at timestamptz NOT NULL);
SELECT set_config('search_path', 'public', false);
CREATE EXTENSION pg_cron;
SELECT cron.schedule('nightly', '0 3 * * *', $$DELETE FROM visits$$);
SELECT cron.schedule('*/5 * * * *', 'SELECT 1');
SELECT cron.schedule('gone', '0 * * * *', 'SELECT 2'), cron.schedule(job_name => 'named', schedule => '1 * * * *', command => 'SELECT ' || '3');
SELECT cron.schedule('nightly', '30 3 * * *', 'VACUUM visits');
SELECT cron.unschedule('gone');
SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname = 'named';
SELECT cron.unschedule(7);
CREATE FUNCTION watch(name text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'ANALYZE ' || name; END $$;
CREATE FUNCTION harmless() RETURNS int LANGUAGE sql AS $$ SELECT count(created_at) FROM (SELECT 1 AS created_at) x $$;
SELECT watch('visits'), harmless();
SELECT create_hypertable('visits', 'at');
SELECT setval('visits_id_seq', 1), now(), count(*) FROM visits;
