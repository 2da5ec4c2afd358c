-- What tests/access_fuzz asks PostgreSQL: two tenants A and B, a stranger D, an admin E and a plain
-- colleague in A's tenant, F who joins A's and B's while he is asked, and nobody (N, and O as anon).
-- probe.run(name, base) fills nothing: the table `base` holds copies of probe.template, and `name` is it
-- or a view of it. It tries, as each caller, what the four commands do, takes all of it back, and
-- answers how many rows were touched and how many of them were foreign to the caller.
create schema probe;

create function probe.id(kind text, tenant text) returns uuid language sql immutable
    as $$ select md5(kind || tenant)::uuid $$;

insert into auth.users (id, email, aud, role)
    select probe.id('user', t), lower(t) || '@example.com', 'authenticated', 'authenticated'
    from unnest('{A,B,D,E,F}'::text[]) t;
insert into public.orgs select probe.id('org', t), t from unnest('{A,B,D}'::text[]) t;
insert into public.teams select probe.id('team', t), probe.id('org', t) from unnest('{A,B,D}'::text[]) t;
insert into public.org_members (org_id, user_id, role)
    select probe.id('org', t), probe.id('user', u), r from (values
        ('A', 'A', 'member'), ('A', 'E', 'admin'), ('B', 'B', 'member'), ('D', 'D', 'owner')) x (t, u, r);
insert into public.members (team_id, user_id, role)
    select probe.id('team', t), probe.id('user', u), r from (values
        ('A', 'A', 'member'), ('A', 'E', 'admin'), ('B', 'B', 'member'), ('D', 'D', 'owner')) x (t, u, r);
insert into public.profiles (id, email, org_id, role, is_admin)
    select probe.id('user', u), lower(u) || '@example.com', probe.id('org', t),
           case u when 'E' then 'admin' else 'user' end, u = 'E'
    from (values ('A', 'A'), ('A', 'E'), ('B', 'B'), ('D', 'D'), ('A', 'F')) x (t, u);
insert into public.projects (id, team_id, owner_id, is_open)
    select probe.id('project', t), probe.id('team', t), probe.id('user', t), false
    from unnest('{A,B,D}'::text[]) t
    union all select probe.id('open', t), probe.id('team', t), probe.id('user', t), true
    from unnest('{A,B,D}'::text[]) t;
insert into public.blocked select probe.id('user', 'F');

create table probe.template {columns};
create table probe.label (id uuid primary key, tenant text not null);

-- Every combination of what a row says of itself; then rows without an owner, or without anything.
insert into probe.template (id, owner_id, reviewer_id, team_id, org_id, project_id, tenant_id,
        owner_email, member_ids, acl, is_public, is_locked, status, priority, title, deleted_at)
    select md5(t || s || p::text || d::text)::uuid, probe.id('user', t),
           case when p then probe.id('user', t) end, probe.id('team', t), probe.id('org', t),
           probe.id(case when p = d then 'open' else 'project' end, t),
           t, lower(t) || '@example.com', array[probe.id('user', t)],
           jsonb_build_array(probe.id('user', t)), p,
           case when s = 'archived' then null else p <> d end, s,
           case when p = (s = 'draft') then 7 else 0 end, 'row', case when d then now() end
    from unnest('{A,B,D}'::text[]) t, unnest('{draft,published,archived}'::text[]) s,
         unnest('{t,f}'::boolean[]) p, unnest('{t,f}'::boolean[]) d
    where t <> 'D' or s = 'published';
insert into probe.label select id, tenant_id from probe.template;
insert into probe.template (id, team_id, org_id, project_id, tenant_id, is_public, status)
    select md5('no owner' || p::text)::uuid, probe.id('team', 'B'), probe.id('org', 'B'),
           probe.id('project', 'B'), 'B', p, case when p then 'published' else 'draft' end
    from unnest('{t,f}'::boolean[]) p;
insert into probe.template (id, owner_id, owner_email)
    values (md5('owner alone')::uuid, probe.id('user', 'B'), 'b@example.com');
insert into probe.label select id, 'B' from probe.template where id not in (select id from probe.label);
insert into probe.template (id) values (md5('nothing')::uuid);
insert into probe.label select id, '-' from probe.template where id not in (select id from probe.label);

create table probe.caller (
    name text primary key, role text not null, claims text not null, settings_user text not null,
    settings_tenant text not null, tenant text, -- whose rows are not foreign; 'AB' for both
    setup text, only_reads boolean not null
);
insert into probe.caller
    select name, 'authenticated', jsonb_build_object(
               'sub', probe.id('user', name), 'role', 'authenticated',
               'email', lower(name) || '@example.com', 'tenant_id', t, 'org_id', probe.id('org', t),
               'user_role', case name when 'E' then 'admin' else 'user' end,
               'app_metadata', jsonb_build_object(
                   'tenant_id', t, 'org_id', probe.id('org', t),
                   'role', case name when 'E' then 'admin' else 'user' end,
                   'is_admin', name = 'E',
                   'roles', case name when 'E' then '["admin"]' else '["user"]' end::jsonb),
               -- What users may write themselves, a caller of bad will has written.
               'user_metadata', jsonb_build_object(
                   'tenant_id', case t when 'A' then 'B' else 'A' end, 'role', 'admin',
                   'org_id', probe.id('org', case t when 'A' then 'B' else 'A' end)))::text,
           probe.id('user', name), t, case name when 'F' then 'AB' else t end,
           case name when 'F' then format(
               'insert into public.members (team_id, user_id, role) values (%1$L, %3$L, ''member''),
                (%2$L, %3$L, ''admin''); insert into public.org_members (org_id, user_id) values
                (%4$L, %3$L), (%5$L, %3$L)', probe.id('team', 'A'), probe.id('team', 'B'),
               probe.id('user', 'F'), probe.id('org', 'A'), probe.id('org', 'B')) end,
           name in ('B', 'F')
    from (values ('A', 'A'), ('B', 'B'), ('E', 'A'), ('F', 'A')) x (name, t);
insert into probe.caller values
    ('N', 'authenticated', '{"role": "authenticated"}', '', '', null, null, false),
    ('O', 'anon', '{"role": "anon"}', '', '', null, null, false);

create function probe.is_foreign(caller probe.caller, row_tenant text) returns boolean
    language sql immutable as $$ select coalesce(position(row_tenant in caller.tenant) = 0, true)
                                        and (row_tenant <> '-' or caller.tenant is null) $$;

create function probe.become(caller probe.caller) returns void language plpgsql as $$
begin
    perform set_config('request.jwt.claims', caller.claims, true),
            set_config('app.user_id', caller.settings_user, true),
            set_config('app.tenant_id', caller.settings_tenant, true),
            set_config('role', caller.role, true);
end $$;

-- One command as one caller, taken back. Answers the ids of the rows that it touched. `only` leaves
-- that row alone in the table, for commands that fail because of another row.
create function probe.try(caller probe.caller, base text, command text, values_of probe.template,
                          only_row uuid, out state text, out ids uuid[]) language plpgsql as $$
declare
    report text;
begin
    if only_row is not null then
        execute format('delete from public.%I where id <> $1', base) using only_row;
    end if;
    if caller.setup is not null then
        execute caller.setup;
    end if;
    perform probe.become(caller);
    if command like 'select%' then
        execute command into ids;
    elsif values_of.id is not null then
        execute command using values_of;
    else
        execute command;
    end if;
    perform set_config('role', 'none', true);
    if command like 'update%' then
        execute format('select array_agg(id) from public.%I where title = ''probed''', base) into ids;
    elsif command like 'delete%' then
        execute format('select array_agg(l.id) from probe.label l where not exists
                        (select 1 from public.%I t where t.id = l.id)', base) into ids;
    elsif command like 'insert%' then
        ids := array[values_of.id];
    end if;
    raise exception using errcode = 'ZZ001', message = coalesce(ids, '{}')::text;
exception
    when sqlstate 'ZZ001' then
        state := null;
        ids := sqlerrm::uuid[];
    when others then
        state := sqlstate || ' ' || sqlerrm;
        ids := '{}';
end $$;

create function probe.set_list(tenant text) returns text language sql immutable as $$
    select case when tenant is null then
        'owner_id = null, team_id = null, org_id = null, project_id = null, tenant_id = null, '
        'owner_email = null, member_ids = ''{}'', acl = ''[]'', reviewer_id = null'
    else format(
        'owner_id = %L, team_id = %L, org_id = %L, project_id = %L, tenant_id = %L, owner_email = %L, '
        'member_ids = array[%1$L::uuid], acl = jsonb_build_array(%1$L::text), reviewer_id = null',
        probe.id('user', tenant), probe.id('team', tenant), probe.id('org', tenant),
        probe.id('project', tenant), tenant, lower(tenant) || '@example.com') end
$$;

create type probe.answer as (
    caller text, role text, command text, way text, touched integer, foreign_rows integer,
    example uuid, state text);

create function probe.count_of(c probe.caller, command text, way text, ids uuid[], state text,
                               all_foreign boolean) returns probe.answer language sql as $$
    select row(c.name, c.role, command, way, cardinality(ids),
               (select count(*) from probe.label l where l.id = any (ids)
                and (all_foreign or probe.is_foreign(c, l.tenant)))::integer,
               (select l.id from probe.label l where l.id = any (ids)
                and (all_foreign or probe.is_foreign(c, l.tenant)) limit 1), state)::probe.answer
$$;

-- An UPDATE of every row; where a row refuses it for all, of one row after the other.
create function probe.update_all(c probe.caller, name text, base text, way text, assignments text,
                                 all_foreign boolean) returns probe.answer language plpgsql as $$
declare
    command text := format('update public.%I set %s', name, assignments);
    answer probe.answer;
    one record;
    found_ids uuid[] := '{}';
    tried record;
begin
    select * into tried from probe.try(c, base, command, null, null);
    if tried.state is null or tried.state not like '42501 new row%' and tried.state not like '44000%' then
        return probe.count_of(c, 'UPDATE', way, tried.ids, tried.state, all_foreign);
    end if;
    for one in select l.id from probe.label l
               where not all_foreign or l.tenant = 'A' or c.tenant is null
               order by probe.is_foreign(c, l.tenant) desc, l.id loop
        select * into tried from probe.try(c, base, command, null, one.id);
        if cardinality(tried.ids) > 0 then
            answer := probe.count_of(c, 'UPDATE', way, tried.ids, null, all_foreign);
            if answer.foreign_rows > 0 then
                return answer;
            end if;
            found_ids := found_ids || tried.ids;
            exit when all_foreign;
        end if;
    end loop;
    return probe.count_of(c, 'UPDATE', way, found_ids,
                          case when found_ids = '{}' then tried.state end, all_foreign);
end $$;

create function probe.run(name text, base text) returns setof probe.answer language plpgsql as $$
declare
    c probe.caller;
    answer probe.answer;
    row_values probe.template;
    tried record;
    found_ids uuid[];
    one record;
begin
    for c in select * from probe.caller loop
        select * into tried from probe.try(
            c, base, format('select array_agg(id) from public.%I', name), null, null);
        return next probe.count_of(c, 'SELECT', 'all', tried.ids, tried.state, false);
        continue when c.only_reads;

        select * into tried from probe.try(c, base, format('delete from public.%I', name), null, null);
        return next probe.count_of(c, 'DELETE', 'all', tried.ids, tried.state, false);

        found_ids := '{}';
        for one in select l.id, l.tenant from probe.label l
                   order by probe.is_foreign(c, l.tenant) desc, l.id loop
            select * into row_values from probe.template t where t.id = one.id;
            row_values.id := gen_random_uuid();
            select * into tried from probe.try(
                c, base, format('insert into public.%I select ($1).*', name), row_values, null);
            if cardinality(tried.ids) > 0 then
                found_ids := found_ids || one.id;
                exit;
            end if;
        end loop;
        return next probe.count_of(c, 'INSERT', 'copies', found_ids,
                                   case when found_ids = '{}' then tried.state end, false);

        answer := probe.update_all(c, name, base, 'title', 'title = ''probed''', false);
        return next answer;
        if answer.touched > 0 or answer.state is not null then
            if answer.foreign_rows = 0 then
                return next probe.update_all(c, name, base, 'take', 'title = ''probed'', '
                    || probe.set_list(c.tenant), false);
            end if;
            return next probe.update_all(c, name, base, 'give', 'title = ''probed'', '
                || probe.set_list('B'), true);
        end if;
    end loop;
end $$;

grant usage on schema probe to anon, authenticated; -- for the type of a row that is inserted
