create table todos (id bigint primary key, user_id uuid);
alter table todos enable row level security;
create policy own on todos for select using (user_id = (select auth.uid()));

-- Revoked from whom policies would be for.
create table stripe_events (id bigint primary key);
alter table stripe_events enable row level security;
revoke all on stripe_events from anon, authenticated;

-- How direct access to partitions is denied.
create table events (user_id uuid, at date) partition by range (at);
alter table events enable row level security;
create policy own on events using (user_id = (select auth.uid()));
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
alter table events_2026 enable row level security;

create table open_list (id bigint primary key);
alter table open_list enable row level security;
alter table open_list disable row level security;

-- Granted to the one role that needs no policy.
create schema jobs;
create table jobs.queue (id bigint primary key);
alter table jobs.queue enable row level security;
grant usage on schema jobs to service_role;
grant all on jobs.queue to service_role;
