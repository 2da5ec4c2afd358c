-- The world that tests/access_fuzz puts its tables into: users in teams of organisations, their
-- projects, helper functions right and wrong. {..} is filled in by tests/lib/access_grammar.py.
create table public.orgs (id uuid primary key, name text not null);
create table public.org_members (
    org_id uuid not null references public.orgs (id),
    user_id uuid not null references auth.users (id),
    role text not null default 'member' check (role in ('member', 'admin', 'owner')),
    primary key (org_id, user_id)
);
create table public.teams (id uuid primary key, org_id uuid not null references public.orgs (id));
create table public.members (
    team_id uuid not null references public.teams (id),
    user_id uuid not null references auth.users (id),
    role text not null default 'member' check (role in ('member', 'admin', 'owner')),
    is_active boolean not null default true,
    primary key (team_id, user_id)
);
create table public.profiles (
    id uuid primary key references auth.users (id),
    email text not null,
    org_id uuid references public.orgs (id),
    role text not null default 'user',
    is_admin boolean not null default false
);
create table public.projects (
    id uuid primary key,
    team_id uuid not null references public.teams (id),
    owner_id uuid not null references auth.users (id),
    is_open boolean not null default false
);
create table public.blocked (user_id uuid primary key references auth.users (id));

-- Who asks, in other words.
create function public.my_id() returns uuid language sql stable as $$ select auth.uid() $$;
create function public.my_id_by_claim() returns uuid language sql stable
    as $$ select nullif(current_setting('request.jwt.claims', true)::json ->> 'sub', '')::uuid $$;
create function public.my_id_in_steps() returns uuid language plpgsql stable as $$
begin
    return auth.uid();
end $$;
create function public.my_org() returns uuid language sql stable security definer set search_path = ''
    as $$ select org_id from public.profiles where id = auth.uid() $$;
create function public.my_org_in_steps() returns uuid language plpgsql stable security definer
    set search_path = '' as $$
declare
    found_org uuid;
begin
    select p.org_id into found_org from public.profiles p where p.id = auth.uid();
    return found_org;
end $$;

-- Tied.
create function public.is_member(team uuid) returns boolean language sql stable security definer
    set search_path = '' as $$
    select exists (select 1 from public.members m where m.team_id = team and m.user_id = auth.uid())
$$;
create function public.is_member_invoker(team uuid) returns boolean language sql stable as $$
    select exists (select 1 from public.members m where m.team_id = team and m.user_id = auth.uid())
$$;
create function public.is_member_in_steps(team uuid) returns boolean language plpgsql stable
    security definer set search_path = '' as $$
begin
    return exists (select 1 from public.members m where m.team_id = team and m.user_id = auth.uid());
end $$;
create function public.has_role(team uuid, wanted text default 'admin') returns boolean language sql
    stable security definer set search_path = '' as $$
    select exists (select 1 from public.members m
                   where m.team_id = team and m.user_id = auth.uid() and m.role = wanted)
$$;
create function public.has_role_of(who uuid, team uuid) returns boolean language plpgsql stable
    security definer set search_path = '' as $$
declare
    found_role text;
begin
    select m.role into found_role from public.members m where m.team_id = team and m.user_id = who;
    return found_role in ('admin', 'owner', 'member');
end $$;
create function public.my_team_ids() returns setof uuid language sql stable security definer
    set search_path = '' as $$ select team_id from public.members where user_id = auth.uid() $$;
create function public.my_team_ids_in_steps() returns setof uuid language plpgsql stable
    security definer set search_path = '' as $$
begin
    return query select m.team_id from public.members m where m.user_id = auth.uid();
end $$;
create function public.my_teams() returns table (team_id uuid, role text) language sql stable
    security definer set search_path = '' as $$
    select m.team_id, m.role from public.members m where m.user_id = auth.uid()
$$;
create function public.my_team_array() returns uuid[] language sql stable security definer
    set search_path = '' as $$
    select coalesce(array_agg(team_id), '{}'::uuid[]) from public.members where user_id = auth.uid()
$$;
create function public.is_org_member(org uuid) returns boolean language sql stable security definer
    set search_path = '' as $$
    select exists (select 1 from public.org_members where org_id = org and user_id = auth.uid())
$$;
create function public.can_see_project(project uuid) returns boolean language sql stable
    security definer set search_path = '' as $$
    select exists (select 1 from public.projects p where p.id = project
                   and (p.owner_id = auth.uid() or public.is_member(p.team_id)))
$$;
create function public.is_me(who uuid) returns boolean language sql stable
    as $$ select who = auth.uid() $$;
create function public.is_me_or_else(who uuid, otherwise boolean) returns boolean language plpgsql
    stable as $$
begin
    if who = auth.uid() then
        return true;
    end if;
    return otherwise;
end $$;

-- An attribute of the caller.
create function public.is_admin() returns boolean language sql stable security definer
    set search_path = '' as $$
    select coalesce((select p.is_admin from public.profiles p where p.id = auth.uid()), false)
$$;
create function public.is_admin_in_steps() returns boolean language plpgsql stable security definer
    set search_path = '' as $$
declare
    answer boolean;
begin
    select p.is_admin into answer from public.profiles p where p.id = auth.uid();
    return coalesce(answer, false);
end $$;
create function public.my_role() returns text language sql stable security definer
    set search_path = '' as $$ select role from public.profiles where id = auth.uid() $$;

-- Not tied, though it looks so.
create function public.is_member_anywhere() returns boolean language sql stable security definer
    set search_path = '' as $$
    select exists (select 1 from public.members where user_id = auth.uid())
$$;
create function public.is_member_clash(team_id uuid) returns boolean language sql stable
    security definer set search_path = '' as $$
    select exists (select 1 from public.members m where m.team_id = team_id and m.user_id = auth.uid())
$$;
create function public.is_member_either(team uuid) returns boolean language sql stable
    security definer set search_path = '' as $$
    select exists (select 1 from public.members m where m.team_id = team or m.user_id = auth.uid())
$$;
create function public.team_has_members(team uuid) returns boolean language sql stable
    security definer set search_path = '' as $$
    select exists (select 1 from public.members m where m.team_id = team)
$$;
create function public.is_member_counted(team uuid) returns boolean language sql stable
    security definer set search_path = '' as $$
    select count(*) >= 0 from public.members m where m.team_id = team and m.user_id = auth.uid()
$$;
create function public.is_not_blocked() returns boolean language sql stable security definer
    set search_path = '' as $$
    select not exists (select 1 from public.blocked where user_id = auth.uid())
$$;
create function public.owner_or_nobody(who uuid) returns boolean language sql stable
    as $$ select who is not distinct from auth.uid() $$;
create function public.strict_is_me(who uuid, other uuid) returns boolean language sql stable strict
    as $$ select who = auth.uid() or other = auth.uid() $$;

create view public.my_memberships as
    select m.team_id, m.user_id, m.role from public.members m where m.user_id = auth.uid();
create view public.all_memberships as select m.team_id, m.user_id from public.members m;
create view public.own_memberships with (security_invoker = on) as
    select m.team_id, m.user_id from public.members m;
