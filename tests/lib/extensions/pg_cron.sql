create schema if not exists cron;
create table cron.job (jobid bigserial primary key, schedule text, command text, nodename text, nodeport integer, database text, username text, active boolean, jobname text);
create table cron.job_run_details (jobid bigint, runid bigserial primary key, status text, start_time timestamptz, end_time timestamptz);
create function cron.schedule(schedule text, command text) returns bigint language sql as 'select 1::bigint';
create function cron.schedule(job_name text, schedule text, command text) returns bigint language sql as 'select 1::bigint';
create function cron.unschedule(job_id bigint) returns boolean language sql as 'select true';
create function cron.unschedule(job_name text) returns boolean language sql as 'select true'
