-- Begun after 30 October 2026: new tables are granted to nobody by themselves.
create role clerk;
create role auditor;

-- Never granted; granted, but not for this; for two roles.
create table todos (id bigint primary key, user_id uuid not null);
alter table todos enable row level security;
create policy own on todos to authenticated using (user_id = (select auth.uid()));
create table notes (id bigint primary key, user_id uuid not null);
alter table notes enable row level security;
create policy read on notes for select to authenticated using (user_id = (select auth.uid()));
create policy add on notes for insert to authenticated
  with check (user_id = (select auth.uid()));
create policy change on notes for update to authenticated, clerk
  using (user_id = (select auth.uid()));
grant select on notes to authenticated;

-- Granted, and taken back.
create table files (id bigint primary key);
alter table files enable row level security;
create policy published on files for select to anon using (true);
grant select on files to anon, authenticated;
revoke all on files from anon;

-- The table is granted, its schema is not.
create schema office;
create table office.letters (id bigint primary key);
alter table office.letters enable row level security;
create policy read on office.letters for select to clerk using (id > 10);
grant select on office.letters to clerk;

-- For everyone, and granted to none of the roles of the API.
create table pages (id bigint primary key);
alter table pages enable row level security;
create policy published on pages for select using (true);

-- What the condition reads: the platform's users, a table, a column, by a view and a function that
-- run with the caller's rights.
create table members (team_id bigint, user_id uuid, role text, primary key (team_id, user_id));
create view my_teams with (security_invoker = on) as
  select team_id from members where user_id = (select auth.uid());
grant select on my_teams to authenticated;
create function is_member(bigint) returns boolean language sql stable
  as $$ select exists (select 1 from members where team_id = $1 and user_id = auth.uid()) $$;
create table teams (id bigint primary key, name text, plan text);
grant select (id, name) on teams to authenticated;

create table orders (id bigint primary key, team_id bigint);
alter table orders enable row level security;
create policy of_user on orders for select to authenticated
  using (exists (select 1 from auth.users u where u.id = auth.uid() and u.email like '%@example.com'));
create policy of_team on orders for insert to authenticated
  with check (team_id in (select m.team_id from members m where m.user_id = (select auth.uid())));
create policy of_view on orders for update to authenticated
  using (team_id in (select v.team_id from my_teams v));
create policy of_function on orders for delete to authenticated using (is_member(team_id));
create policy of_plan on orders as restrictive for delete to authenticated
  using (exists (select 1 from teams t where t.id = orders.team_id and t.plan = 'paid'));
grant select, insert, update, delete on orders to authenticated;

-- Some of those whom it is for may read it: for the others the statement fails.
create table rates (id bigint primary key);
grant select on rates to authenticated;
create table prices (id bigint primary key, rate_id bigint);
alter table prices enable row level security;
create policy rated on prices for select
  using (exists (select 1 from rates r where r.id = prices.rate_id));
grant select on prices to anon, authenticated;
