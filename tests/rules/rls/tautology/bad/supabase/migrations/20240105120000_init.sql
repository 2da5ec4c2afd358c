create table todos (id bigint primary key, user_id uuid, team_id bigint not null, is_public boolean not null);
alter table todos enable row level security;

-- Writes.
create policy "insert any" on todos for insert with check (true);
create policy "update any" on todos for update to authenticated using (1 = 1);
create policy "delete any" on todos for delete to anon using (id = id);
create policy "all" on todos to authenticated using (not false);
create policy "take over" on todos for update to authenticated
  using (true) with check (user_id = (select auth.uid()));
create policy "give away" on todos for update to authenticated
  using (user_id = (select auth.uid())) with check (true);
create policy "all, own read" on todos to authenticated
  using (user_id = (select auth.uid())) with check (team_id is not null);
create policy "in other words" on todos for insert
  with check (coalesce(is_public, is_public) is not null or (select true));
create policy "nullable" on todos for delete to authenticated using (user_id = user_id);

-- Beside other conditions, reads included.
create policy "or true" on todos for select using (user_id = (select auth.uid()) or 'a' = 'a');
create policy "case" on todos for insert
  with check (case when true then true else user_id = (select auth.uid()) end);
create policy "harmless" on todos for select to authenticated
  using (user_id = (select auth.uid()) and true and team_id is not null);

-- A column compared with itself: the inner table has a team_id too.
create table members (team_id bigint, user_id uuid, primary key (team_id, user_id));
alter table members enable row level security;
create policy own on members for select using (user_id = (select auth.uid()));
create policy "team reads" on todos for select to authenticated
  using (exists (select 1 from members m where m.team_id = team_id and m.user_id = (select auth.uid())));
-- Binds tighter than it looks.
create policy "is not null" on todos for update to authenticated
  using (user_id = (select auth.uid()) is not null);

-- Reads that do not say plainly that they publish.
create table pages (id bigint primary key, title text not null);
alter table pages enable row level security;
create policy "one" on pages for select using (1 = 1);
create policy "self" on pages for select using (title = title);
create policy "there" on pages for select using (title is not null);

-- A role of a program's: a warning.
create role editor;
grant insert on pages to editor;
create policy "editors add" on pages for insert to editor with check (true);

-- Restrictive policies that do not close it again: for another command, another role, of no effect.
create table orders (id bigint primary key, user_id uuid);
alter table orders enable row level security;
create policy "any" on orders for update to anon, authenticated using (true);
create policy "r delete" on orders as restrictive for delete using (user_id = (select auth.uid()));
create policy "r role" on orders as restrictive for update to anon using (user_id = (select auth.uid()));
create policy "r row" on orders as restrictive for update using (id > 0);
-- Old rows are closed again, new ones are not.
create table drafts (id bigint primary key, user_id uuid);
alter table drafts enable row level security;
create policy "any" on drafts using (true);
create policy "r old" on drafts as restrictive using (user_id = (select auth.uid())) with check (id > 0);

-- On the platform's own table.
create policy "upload" on storage.objects for insert to anon with check (true);

-- Permissive policies are ORed: the USING of one meets the WITH CHECK of the other.
create table handovers (id bigint primary key, user_id uuid not null);
alter table handovers enable row level security;
create policy "read" on handovers for select using (user_id = (select auth.uid()));
create policy "own" on handovers for update using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "any new row" on handovers for update with check (true);
create policy "no old row" on handovers for update using (false) with check (true);

-- The check of the service's policy counts for whoever another policy lets find a row.
create table shared_queue (id bigint primary key, user_id uuid);
alter table shared_queue enable row level security;
create policy "service" on shared_queue for update
  using ((select auth.role()) = 'service_role') with check (true);
create policy "own" on shared_queue for update
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
