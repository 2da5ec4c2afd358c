create table todos (id bigint primary key, user_id uuid, team_id bigint, email text, tenant text);
alter table todos enable row level security;
create policy "uid" on todos for select using (user_id = auth.uid());
create policy "cast" on todos for insert with check (auth.uid()::text = user_id::text);
-- One wrapped, one bare.
create policy "half" on todos for update
  using (user_id = (select auth.uid())) with check (user_id = auth.uid());
create policy "four" on todos for all
  using (auth.role() = 'authenticated' and email = auth.email() and tenant = (auth.jwt() ->> 'tenant'));
create policy "setting" on todos for delete using (tenant = current_setting('app.tenant', true));
-- In a subquery with a FROM, correlated or not.
create table members (team_id bigint, user_id uuid, primary key (team_id, user_id));
alter table members enable row level security;
create policy "own" on members for select using (user_id = (select auth.uid()));
create policy "correlated" on todos for select
  using (exists (select 1 from members m where m.team_id = todos.team_id and m.user_id = auth.uid()));
create policy "in" on todos for select
  using (team_id in (select m.team_id from members m where m.user_id = auth.uid()));
-- A subquery that looks at the row gains nothing.
create policy "useless" on todos for select using ((select auth.uid() = user_id));
create policy "as argument" on todos for select using (coalesce(nullif(user_id, auth.uid()), user_id) is null);
-- On the platform's own table.
create policy "files" on storage.objects for select using (owner = auth.uid());
-- No index begins with the column; not the column itself; another comparison; correlated, so once for each row.
create table people (id uuid, login text, team_id bigint, unique (team_id, login));
alter table people enable row level security;
create policy "unindexed" on todos for select
  using (user_id in (select p.id from people p where p.login = auth.uid()::text));
create table profiles (id uuid primary key, login text unique, is_admin boolean);
alter table profiles enable row level security;
create policy "through a cast" on todos for select
  using (user_id in (select p.id from profiles p where p.id::text = auth.uid()::text));
create policy "distinct" on todos for select
  using (user_id in (select p.id from profiles p where p.id is not distinct from auth.uid()));
create policy "correlated by an index" on todos for select
  using (exists (select from profiles p where p.id = auth.uid() and p.id = todos.user_id));
create policy "beside" on todos for select
  using (auth.uid() in (select p.id from profiles p where p.login = 'a'));
