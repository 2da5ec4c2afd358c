create table profiles (id uuid primary key references auth.users);
alter table profiles enable row level security;
create policy own on profiles using (id = (select auth.uid()));

-- Policies, but row security off: that is rls/policies-without-rls.
create table todos (id bigint primary key, user_id uuid);
create policy own on todos using (user_id = (select auth.uid()));

-- Nobody that row security binds can reach it.
create table secrets (id bigint primary key, user_id uuid);
revoke all on secrets from anon, authenticated;
create schema private;
create table private.keys (id bigint primary key, user_id uuid);
-- A grant without USAGE on the schema is none.
grant select on private.keys to authenticated;
grant select on private.keys to service_role;

-- Published for reading.
create table countries (code text primary key);
revoke insert, update, delete, truncate on countries from anon, authenticated;
-- created_by presumes nothing.
create table currencies (code text primary key, created_by uuid references auth.users);
revoke insert, update, delete on currencies from anon, authenticated;

-- Row security stays through a rename and a change of schema.
create table drafts (id bigint primary key, user_id uuid);
alter table drafts enable row level security;
create policy own on drafts using (user_id = (select auth.uid()));
alter table drafts rename to papers;
create schema archive;
alter table papers set schema archive;
alter table archive.papers set schema public;

create table events (user_id uuid, at date) partition by range (at);
alter table events enable row level security;
create policy own on events using (user_id = (select auth.uid()));
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
alter table events_2026 enable row level security;

-- Views are another rule's.
create view own_papers with (security_invoker = on) as select id from papers;
create temporary table scratch (user_id uuid);

-- Turned on in a DO block.
create table lists (id bigint primary key, user_id uuid);
do $$ begin alter table lists enable row level security; end $$;

-- What is not for everyone is not granted.
create table suppliers (id bigint primary key, name text, iban text);
revoke all on suppliers from anon, authenticated;
grant select (id, name) on suppliers to anon;
