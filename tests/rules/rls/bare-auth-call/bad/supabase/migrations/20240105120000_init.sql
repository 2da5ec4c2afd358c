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
