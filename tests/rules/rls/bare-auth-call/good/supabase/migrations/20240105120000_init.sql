create table todos (id bigint primary key, user_id uuid default auth.uid(), team_id bigint, tenant text);
alter table todos enable row level security;
create policy "uid" on todos for select using (user_id = (select auth.uid()));
create policy "named" on todos for insert with check ((select auth.uid() as uid) = user_id);
create policy "inside" on todos for update
  using (tenant = (select auth.jwt() -> 'app_metadata' ->> 'tenant'))
  with check (tenant = (select coalesce(current_setting('app.tenant', true), '')));
create table members (team_id bigint, user_id uuid, primary key (team_id, user_id));
alter table members enable row level security;
create policy "own" on members for select using (user_id = (select auth.uid()));
create policy "correlated" on todos for select
  using (exists (select 1 from members m where m.team_id = todos.team_id and m.user_id = (select auth.uid())));
-- Inside a function it is that function's concern.
create function my_teams() returns setof bigint language sql stable
  as $$ select team_id from public.members where user_id = auth.uid() $$;
create policy "teams" on todos for delete using (team_id in (select my_teams()));
-- Another's uid(), and a policy for a role that no policy binds.
create function uid() returns uuid language sql as 'select null::uuid';
create policy "other" on todos for delete using (user_id = public.uid());
create policy "service" on todos to service_role using (user_id = auth.uid());
-- What an index is searched by, in a subquery that this row has no part in, is evaluated once.
create table profiles (id uuid primary key, login text unique, is_admin boolean);
alter table profiles enable row level security;
create policy "in" on todos for select
  using (user_id in (select p.id from profiles p where p.login = auth.uid()::text));
create policy "scalar" on todos for update
  using (tenant = (select p.login from profiles p where p.id = auth.uid() and p.is_admin));
create policy "exists" on todos for delete using (exists (select from profiles where auth.uid() = id));
