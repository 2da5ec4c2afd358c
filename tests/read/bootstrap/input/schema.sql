-- On platform postgres a project with a manifest has the API's roles and auth.uid().
create role anon; -- as a dump of the server has it: it is there already
create role clerk;
create schema if not exists auth;
create table notes (
    id   bigint primary key,
    who  uuid default auth.uid(),
    role text default auth.role()
);
alter table notes enable row level security;
create policy own on notes to authenticated, clerk using (who = auth.uid() and auth.jwt() ->> 'aud' = 'x');
grant select on notes to authenticated;
grant all on notes to service_role;
create or replace function auth.tenant() returns uuid language sql stable as $$ select auth.uid() $$;
