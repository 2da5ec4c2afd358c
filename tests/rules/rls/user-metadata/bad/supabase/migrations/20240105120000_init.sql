create table todos (id bigint primary key, team text, user_id uuid);
alter table todos enable row level security;
create policy arrow on todos for select
  using (team = (auth.jwt() -> 'user_metadata' ->> 'team'));
create policy wrapped on todos for insert
  with check (((select auth.jwt()) ->> 'user_metadata')::jsonb ->> 'role' = 'admin');
create policy path on todos for update
  using (auth.jwt() #>> '{user_metadata,role}' = 'admin');
create policy path_of_array on todos for delete
  using (auth.jwt() #>> array['user_metadata', 'role'] = 'admin');

create table notes (id bigint primary key, team text);
alter table notes enable row level security;
create policy setting on notes for select
  using (team = current_setting('request.jwt.claims', true)::json -> 'user_metadata' ->> 'team');
create policy subscript on notes for insert
  with check (team = (auth.jwt())['user_metadata'] ->> 'team');
create policy function on notes for update
  using (jsonb_extract_path_text(auth.jwt(), 'user_metadata', 'role') = 'admin');
-- A narrowing policy takes it for granted too, and so does one that has another condition beside.
create policy narrow on notes as restrictive
  using (coalesce((auth.jwt() -> 'user_metadata' ->> 'is_banned')::boolean, false) = false);
create policy beside on notes for delete
  using (id > 10 and (auth.jwt() -> 'user_metadata' ->> 'role') in ('admin', 'owner'));

-- What the claim is a copy of; and functions that ask.
create function is_admin() returns boolean language sql stable security definer set search_path = ''
  as $$ select exists (select 1 from auth.users u
                        where u.id = auth.uid() and u.raw_user_meta_data ->> 'role' = 'admin') $$;
create function my_role() returns text language sql stable
  as $$ select auth.jwt() -> 'user_metadata' ->> 'role' $$;
create function my_rank() returns text language sql stable as $$ select my_role() $$;
create table files (id bigint primary key);
alter table files enable row level security;
create policy admin on files for select using ((select is_admin()));
create policy ranked on files for insert with check (my_rank() = 'admin');
create policy looked_up on files for delete using (exists (
  select 1 from auth.users where id = auth.uid() and raw_user_meta_data ->> 'role' = 'admin'));
