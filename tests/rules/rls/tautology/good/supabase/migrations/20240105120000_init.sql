create table todos (id bigint primary key, user_id uuid not null, team_id bigint, is_public boolean);
alter table todos enable row level security;
-- Published, and said so.
create policy "read" on todos for select using (true);
create policy "read too" on todos for select to anon using ((select true));
create policy "own" on todos for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "shared" on todos for update
  using (team_id = 1 or is_public) with check (team_id is not null);
create policy "none" on todos for delete using (false);
create policy "not this" on todos for insert with check (1 = 2 or user_id = (select auth.uid()));
create policy "signed in" on todos for insert to authenticated with check ((select auth.uid()) is not null);
create policy "two columns" on todos for delete using (id = team_id and user_id = (select auth.uid()));

-- For roles that no policy binds.
create policy "service" on todos to service_role using (true) with check (true);

-- The same name in two tables is two columns.
create table members (team_id bigint, user_id uuid, primary key (team_id, user_id));
alter table members enable row level security;
create policy own on members for select using (user_id = (select auth.uid()));
create policy "team" on todos for select to authenticated
  using (exists (select 1 from members m where m.team_id = todos.team_id and m.user_id = (select auth.uid()) and 1 = 1));
create policy "pairs" on members for delete using (exists (
  select 1 from members a join members b on a.team_id = b.team_id where b.user_id = (select auth.uid())));

-- A permissive true that a restrictive policy closes again.
create table invoices (id bigint primary key, tenant_id uuid);
alter table invoices enable row level security;
create policy "any" on invoices to authenticated using (true);
create policy "tenant" on invoices as restrictive using (tenant_id = (select (auth.jwt() ->> 'tenant_id')::uuid));

-- A check without rows to change: no other policy lets anyone find any.
create table locked (id bigint primary key, user_id uuid);
alter table locked enable row level security;
create policy "read" on locked for select using (user_id = (select auth.uid()));
create policy "nobody" on locked for update using (false) with check (true);
create policy "no using" on locked for update with check (true);

-- Nor here: no role that row security binds is service_role, which is bound by none.
create table queue (id bigint primary key, state text);
alter table queue enable row level security;
create policy "service" on queue for update
  using ((select auth.role()) = 'service_role') with check (true);

-- No GRANT lets anyone: rls/grant-missing's.
create table logs (id bigint primary key);
alter table logs enable row level security;
revoke insert on logs from anon, authenticated;
create policy "log" on logs for insert with check (true);

-- A restrictive policy asks for a second factor: rls/privileged's.
create table orders (id bigint primary key, user_id uuid);
alter table orders enable row level security;
create policy "any" on orders for update to authenticated using (true);
create policy "r caller" on orders as restrictive for update using ((select auth.jwt()) ->> 'aal' = 'aal2');

-- A trigger writes the caller before WITH CHECK is asked.
create table stamped (id bigint primary key, user_id uuid not null);
alter table stamped enable row level security;
create function stamp() returns trigger language plpgsql as $$
begin new.user_id := auth.uid(); return new; end $$;
create trigger stamp before insert on stamped for each row execute function stamp();
create policy "own" on stamped for select using (user_id = (select auth.uid()));
create policy "add" on stamped for insert to authenticated with check (true);
