create role clerk;
create role clerks;
grant clerks to clerk;

-- Granted: by itself, by PUBLIC, through a membership, on a column, by default privileges.
create table todos (id bigint primary key, user_id uuid not null);
alter table todos enable row level security;
create policy own on todos to authenticated using (user_id = (select auth.uid()));
grant select, insert on todos to authenticated;
create table notes (id bigint primary key);
alter table notes enable row level security;
create policy read on notes for select to anon using (id > 10);
grant select on notes to public;
create schema office;
grant usage on schema office to clerks;
create table office.letters (id bigint primary key, title text);
alter table office.letters enable row level security;
create policy read on office.letters for select to clerk using (id > 10);
grant select (title) on office.letters to clerks;
alter default privileges in schema public grant select on tables to anon;
create table pages (id bigint primary key);
alter table pages enable row level security;
create policy published on pages for select to anon using (true);

-- Roles that row security does not bind; a policy that lets nothing through; one for service_role
-- in words; row security off.
create table files (id bigint primary key);
revoke all on files from anon;
alter table files enable row level security;
create policy work on files to service_role using (true);
create policy none on files for select to authenticated using (false);
create policy server on files for update using ((select auth.role()) = 'service_role');
create table logs (id bigint primary key);
revoke all on logs from anon;
create policy few on logs for select to authenticated using (id > 10);

-- What the condition reads with rights that suffice: a SECURITY DEFINER function, a view of its
-- owner's, the columns that are granted; in a schema that the caller need not be able to use.
create table members (team_id bigint, user_id uuid, role text, primary key (team_id, user_id));
revoke all on members from anon;
create function is_member(bigint) returns boolean language sql stable security definer
  set search_path = ''
  as $$ select exists (select 1 from public.members where team_id = $1 and user_id = auth.uid()) $$;
create view my_teams as select team_id from members where user_id = (select auth.uid());
grant select on my_teams to authenticated;
create table teams (id bigint primary key, name text, plan text);
grant select (id, name) on teams to authenticated;
create schema inside;
create table inside.plans (id bigint primary key);
grant select on inside.plans to authenticated;

create table orders (id bigint primary key, team_id bigint);
alter table orders enable row level security;
create policy of_function on orders for select to authenticated using (is_member(team_id));
create policy of_view on orders for insert to authenticated
  with check (team_id in (select v.team_id from my_teams v));
create policy of_columns on orders for update to authenticated
  using (exists (select 1 from teams t where t.id = orders.team_id and t.name <> ''));
create policy of_schema on orders for delete to authenticated
  using (exists (select 1 from inside.plans p where p.id = orders.team_id));
-- Constantly false: PostgreSQL drops the subquery before it asks for the right.
create policy never on orders for delete to authenticated
  using (false and exists (select 1 from members));
grant select, insert, update, delete on orders to authenticated;
