create table todos (id bigint primary key, team text, user_id uuid, user_metadata jsonb);
alter table todos enable row level security;
create policy server_sets_it on todos for select
  using (team = (auth.jwt() -> 'app_metadata' ->> 'team'));
-- A column, a text and a key of another document of the same name.
create policy own_column on todos for update
  using (user_id = (select auth.uid()) and user_metadata ->> 'state' = 'open');
create policy a_text on todos for insert with check (team <> 'user_metadata');
create policy of_app on todos for delete
  using (auth.jwt() -> 'app_metadata' ->> 'user_metadata' = 'x');

-- The server's part of the user's row.
create function is_admin() returns boolean language sql stable security definer set search_path = ''
  as $$ select exists (select 1 from auth.users u
                        where u.id = auth.uid() and u.raw_app_meta_data ->> 'role' = 'admin') $$;
-- A function that no policy calls.
create function my_name() returns text language sql stable
  as $$ select auth.jwt() -> 'user_metadata' ->> 'name' $$;
create table files (id bigint primary key);
alter table files enable row level security;
create policy admin on files using ((select is_admin()));
-- For a role that row security does not bind.
create policy work on files to service_role
  using (auth.jwt() -> 'user_metadata' ->> 'role' = 'admin');
