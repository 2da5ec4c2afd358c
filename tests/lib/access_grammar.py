"""Random policies for tests/access_fuzz: what people write to say who may see a row, and what they
write by mistake. A condition is a tree ("and", [..]), ("or", [..]), ("not", x) or ("leaf", text),
so that a failing case can be made smaller.

In a leaf {t} is the table, {me} the caller's id, {my} the caller's id under a scalar subquery.
"""
import collections
import os

HERE = os.path.dirname(os.path.abspath(__file__))

COLUMNS = """(
    id uuid primary key default gen_random_uuid(),
    owner_id uuid references auth.users (id),
    reviewer_id uuid references auth.users (id),
    team_id uuid references public.teams (id),
    org_id uuid references public.orgs (id),
    project_id uuid references public.projects (id),
    tenant_id text,
    owner_email text,
    member_ids uuid[] not null default '{}',
    acl jsonb not null default '[]',
    is_public boolean not null default false,
    is_locked boolean,
    status text not null default 'draft' check (status in ('draft', 'published', 'archived')),
    priority integer not null default 0,
    title text not null default '',
    deleted_at timestamptz,
    created_at timestamptz not null default now()
)"""

ME = ["auth.uid()", "(select auth.uid())", "(auth.jwt() ->> 'sub')::uuid",
      "(select (auth.jwt() ->> 'sub')::uuid)", "nullif(current_setting('app.user_id', true), '')::uuid",
      "(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid",
      "public.my_id()", "(select public.my_id())", "public.my_id_by_claim()", "public.my_id_in_steps()",
      "coalesce(auth.uid(), null)", "(select auth.uid() as id)", "nullif(auth.jwt() ->> 'sub', '')::uuid",
      "coalesce(auth.uid(), '00000000-0000-0000-0000-000000000000'::uuid)"]
TENANT = ["auth.jwt() -> 'app_metadata' ->> 'tenant_id'", "(auth.jwt() #>> '{app_metadata,tenant_id}')",
          "(select auth.jwt() -> 'app_metadata' ->> 'tenant_id')", "auth.jwt() ->> 'tenant_id'",
          "current_setting('app.tenant_id', true)", "nullif(current_setting('app.tenant_id', true), '')",
          "(auth.jwt() -> 'app_metadata' -> 'tenant_id' #>> '{}')"]

# The row's column is the caller's.
TIED = """
owner_id = {me}
{me} = owner_id
{t}.owner_id = {me}
owner_id in ({me})
owner_id = any (array[{me}])
owner_id is not distinct from {me}
not (owner_id <> {me})
not (owner_id is distinct from {me})
owner_id::text = {me}::text
owner_id::text = auth.uid()::text
(owner_id, status) = ({me}, 'draft')
row(owner_id) = row({me})
coalesce(owner_id, reviewer_id) = {me}
nullif(owner_id, '00000000-0000-0000-0000-000000000000'::uuid) = {me}
case when is_public then false else owner_id = {me} end
case when owner_id = {me} then true else false end
case when owner_id = {me} then is_public end
case status when 'draft' then owner_id = {me} when 'published' then reviewer_id = {me} end
case when status = 'draft' then owner_id else reviewer_id end = {me}
{me} in (owner_id, reviewer_id)
owner_id = {me} or reviewer_id = {me}
{me} = any (array[owner_id, reviewer_id])
{me} = any (member_ids)
member_ids @> array[{me}]
array[{me}] <@ member_ids
member_ids && array[{me}]
acl ? {me}::text
acl ? (select auth.uid())::text
exists (select 1 from unnest(member_ids) u where u = {me})
exists (select 1 from unnest(member_ids) as u (id) where u.id = {me})
exists (select 1 where owner_id = {me})
(select owner_id = {me})
owner_id = (select {me})
owner_id in (select {me})
owner_id in (values ({me}), ({me}))
owner_id in (select {me} union select {me})
owner_id = any (select {me})
(owner_id = {me}) is true
(owner_id = {me}) = true
(owner_id = {me}) is not distinct from true
coalesce(owner_id = {me}, false)
owner_email = auth.email()
owner_email = auth.jwt() ->> 'email'
lower(owner_email) = lower(auth.jwt() ->> 'email')
owner_email = (select auth.jwt() ->> 'email')
tenant_id = {tenant}
tenant_id = {tenant}
tenant_id::text = ({tenant})::text
org_id = public.my_org()
org_id = (select public.my_org())
org_id = public.my_org_in_steps()
org_id = (select org_id from public.profiles where id = {me})
org_id in (select p.org_id from public.profiles p where p.id = {me})
org_id = nullif(auth.jwt() -> 'app_metadata' ->> 'org_id', '')::uuid
org_id = (auth.jwt() ->> 'org_id')::uuid
public.is_me(owner_id)
public.is_me(who => owner_id)
public.is_me_or_else(owner_id, false)
public.is_me_or_else(owner_id, owner_id = {me})
public.owner_or_nobody(owner_id)
public.strict_is_me(owner_id, reviewer_id)
owner_id = (select p.id from public.profiles p where p.id = {me})
owner_id in (select u.id from public.profiles u where u.email = auth.email())
exists (select 1 from public.profiles p where p.id = owner_id and p.id = {me})
owner_id between {me} and {me}
owner_id >= {me} and owner_id <= {me}
array_position(member_ids, {me}) is not null
md5(owner_id::text) = md5({me}::text)
greatest(owner_id, owner_id) = {me}
owner_id = {me} and true
(owner_id = {me}) and (team_id is not null) is true
exists (select owner_id intersect select {me})
(owner_id = {me} and is_public is not null) or (1 = 2 and owner_id is not null)
"""

# Through rows of the caller's, tied to this row.
SHARED = """
exists (select 1 from public.members m where m.team_id = {t}.team_id and m.user_id = {me})
exists (select 1 from public.members m where m.team_id = {t}.team_id and m.user_id = {me} and m.role = 'admin')
exists (select 1 from public.members m where m.user_id = {me} and m.team_id = {t}.team_id and m.is_active and m.role in ('member', 'admin'))
exists (select 1 from public.members m where {t}.team_id in (m.team_id) and {me} in (m.user_id))
team_id in (select m.team_id from public.members m where m.user_id = {me})
team_id in (select team_id from public.members where user_id = {me})
team_id in (select team_id from public.members where members.user_id = {me} and role = 'admin')
team_id = any (select team_id from public.members where user_id = {me})
team_id = any (array(select team_id from public.members where user_id = {me}))
team_id = any ((select array_agg(team_id) from public.members where user_id = {me})::uuid[])
team_id = (select team_id from public.members where user_id = {me} limit 1)
team_id in (select team_id from public.members where user_id = {me} group by team_id having count(*) > 0)
team_id in (select distinct m.team_id from public.members m, public.teams t where t.id = m.team_id and m.user_id = {me})
team_id in (with mine as (select team_id from public.members where user_id = {me}) select team_id from mine)
team_id in (select x.team_id from (select * from public.members) x where x.user_id = {me})
team_id in (select team_id from public.members where user_id = {me} union select team_id from public.projects where owner_id = {me})
team_id in (select team_id from public.members where user_id = {me} union all select null)
team_id in (select team_id from public.members where user_id = {me} except select id from public.teams where org_id is null)
team_id in (select team_id from public.members intersect select team_id from public.members where user_id = {me})
exists (with mine as (select team_id from public.members where user_id = {me}) select 1 from mine where mine.team_id = {t}.team_id)
exists (select 1 from public.members m join public.teams t on t.id = m.team_id where t.id = {t}.team_id and m.user_id = {me})
exists (select 1 from public.teams t join public.members m on m.team_id = t.id and m.user_id = {me} where t.id = {t}.team_id)
exists (select 1 from public.teams t left join public.members m on m.team_id = t.id where t.id = {t}.team_id and m.user_id = {me})
exists (select 1 from public.members m natural join (select {t}.team_id) x where m.user_id = {me})
exists (select 1 from public.members m join public.projects p using (team_id) where p.id = {t}.project_id and m.user_id = {me})
exists (select 1 from public.members m cross join lateral (select m.team_id as x) l where l.x = {t}.team_id and m.user_id = {me})
exists (select 1 from public.teams t where t.id = {t}.team_id and exists (select 1 from public.members m where m.team_id = t.id and m.user_id = {me}))
exists (select 1 from public.teams t where t.id = {t}.team_id and t.id in (select team_id from public.members where user_id = {me}))
exists (select 1 from public.org_members o where o.org_id = {t}.org_id and o.user_id = {me})
org_id in (select org_id from public.org_members where user_id = {me})
team_id in (select t.id from public.teams t join public.org_members o on o.org_id = t.org_id where o.user_id = {me})
exists (select 1 from public.teams t, public.org_members o where t.id = {t}.team_id and o.org_id = t.org_id and o.user_id = {me})
org_id in (select t.org_id from public.teams t join public.members m on m.team_id = t.id where m.user_id = {me})
exists (select 1 from public.projects p where p.id = {t}.project_id and p.owner_id = {me})
project_id in (select id from public.projects where owner_id = {me})
project_id in (select p.id from public.projects p where p.team_id in (select m.team_id from public.members m where m.user_id = {me}))
exists (select 1 from public.projects p join public.members m on m.team_id = p.team_id where p.id = project_id and m.user_id = {me})
exists (select 1 from public.projects p where p.id = {t}.project_id and (p.owner_id = {me} or exists (select 1 from public.members m where m.team_id = p.team_id and m.user_id = {me})))
exists (select 1 from public.projects p where p.id = {t}.project_id)
project_id in (select id from public.projects)
exists (select 1 from public.teams t where t.id = {t}.team_id)
exists (select 1 from public.own_memberships m where m.team_id = {t}.team_id)
(owner_id, team_id) in (select user_id, team_id from public.members where user_id = {me})
(team_id, {me}) in (select m.team_id, m.user_id from public.members m)
{me} in (select user_id from public.members m where m.team_id = {t}.team_id)
{me} = any (array(select m.user_id from public.members m where m.team_id = {t}.team_id))
owner_id in (select c.user_id from public.members c join public.members m on m.team_id = c.team_id where m.user_id = {me})
(select m.user_id from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) is not null
(select count(*) from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) > 0
(select count(*) from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) >= 1
(select bool_or(m.is_active) from public.members m where m.team_id = {t}.team_id and m.user_id = {me})
(select m.is_active from public.members m where m.team_id = {t}.team_id and m.user_id = {me})
(select m.role from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) = 'admin'
(select m.role from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) in ('admin', 'member')
coalesce((select true from public.members m where m.team_id = {t}.team_id and m.user_id = {me}), false)
public.is_member(team_id)
(select public.is_member(team_id))
public.is_member({t}.team_id)
public.is_member_invoker(team_id)
public.is_member_in_steps(team_id)
public.has_role(team_id)
public.has_role(team_id, 'member')
public.has_role(wanted => 'admin', team => team_id)
public.has_role_of({me}, team_id)
team_id in (select public.my_team_ids())
team_id in (select * from public.my_team_ids())
team_id in (select x from public.my_team_ids() x)
team_id in (select public.my_team_ids_in_steps())
team_id in (select t.team_id from public.my_teams() t where t.role = 'admin')
team_id = any (public.my_team_array())
team_id = any ((select public.my_team_array())::uuid[])
public.my_team_array() @> array[team_id]
exists (select 1 from public.my_team_ids() x where x = team_id)
public.is_org_member(org_id)
public.can_see_project(project_id)
team_id in (select team_id from public.my_memberships)
exists (select 1 from public.my_memberships v where v.team_id = {t}.team_id and v.role <> 'x')
exists (select 1 from public.all_memberships v where v.team_id = {t}.team_id and v.user_id = {me})
exists (select 1 from public.members m where m.team_id = {t}.team_id and m.user_id = {me} order by m.role limit 1)
exists (select 1 from public.members m where m.team_id = {t}.team_id and m.user_id = {me} for share)
"""

# Mistakes: they tie nothing, or less than they seem to.
TRAPS = """
exists (select 1 from public.members m where m.team_id = team_id and m.user_id = {me})
exists (select 1 from public.members where team_id = members.team_id and user_id = {me})
exists (select 1 from public.members m where m.user_id = {me})
exists (select 1 from public.members m where m.user_id = {me} and m.role = 'admin')
exists (select 1 from public.members m where m.team_id = {t}.team_id)
exists (select 1 from public.members m where m.team_id = {t}.team_id or m.user_id = {me})
exists (select 1 from public.members m where m.team_id = {t}.team_id and m.user_id = m.user_id)
exists (select 1 from public.members m where m.team_id <> {t}.team_id and m.user_id = {me})
exists (select 1 from public.teams t left join public.members m on m.team_id = t.id and m.user_id = {me} where t.id = {t}.team_id)
exists (select 1 from public.members m right join public.teams t on t.id = m.team_id and m.user_id = {me} where t.id = {t}.team_id)
exists (select 1 from public.members m full join public.teams t on t.id = m.team_id and m.user_id = {me} and t.id = {t}.team_id)
exists (select 1 from public.members m join public.teams t on true where t.id = {t}.team_id and m.user_id = {me})
exists (select 1 from public.projects p, public.members m where p.id = {t}.project_id and m.user_id = {me})
exists (select count(*) from public.members m where m.team_id = {t}.team_id and m.user_id = {me})
exists (select max(m.role) from public.members m where m.team_id = {t}.team_id and m.user_id = {me})
(select count(*) from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) >= 0
(select count(*) from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) < 5
coalesce((select false from public.members m where m.team_id = {t}.team_id and m.user_id = {me}), true)
coalesce((select max(m.role) from public.members m where m.team_id = {t}.team_id and m.user_id = {me}), 'none') <> 'owner'
(select true from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) is not false
(select m.user_id from public.members m where m.team_id = {t}.team_id and m.user_id = {me}) is null
not exists (select 1 from public.members m where m.team_id = {t}.team_id and m.user_id = {me})
not exists (select 1 from public.blocked b where b.user_id = {me})
not exists (select 1 from public.blocked b where b.user_id = owner_id)
team_id not in (select team_id from public.members where user_id = {me})
team_id <> all (select team_id from public.members where user_id = {me})
team_id in (select team_id from public.members where user_id = {me} or role = 'member')
team_id in (select team_id from public.members where user_id = {me} union select id from public.teams)
team_id in (select id from public.teams)
team_id in (select m.team_id from public.members m, public.members o where o.user_id = {me})
team_id in (select {t}.team_id from public.members where user_id = {me})
team_id is distinct from (select team_id from public.members where user_id = {me} limit 1)
owner_id in (select user_id from public.members)
owner_id in (select id from public.profiles)
owner_id in (select {t}.owner_id)
owner_id = any (array[{me}, owner_id])
owner_id = (select owner_id)
owner_id in (select id from public.profiles where id = owner_id)
team_id in (select team_id from public.all_memberships)
exists (select 1 from public.profiles where id = {me})
exists (select 1 from public.profiles p where p.id = owner_id)
exists (select 1 from public.profiles p where p.id = {me} and p.role = 'user')
exists (select owner_id union select {me})
exists (select owner_id except select {me})
public.is_member_anywhere()
(select public.is_member_anywhere())
public.is_member_clash(team_id)
public.is_member_either(team_id)
public.team_has_members(team_id)
public.is_member_counted(team_id)
public.is_not_blocked()
public.is_me_or_else(owner_id, true)
public.is_me_or_else(owner_id, is_public)
public.is_member(team_id) is not null
public.is_me(owner_id) is not null
public.is_me({me})
owner_id = {me} is not null
(owner_id = {me}) is not false
(owner_id = {me}) is not null
(owner_id = {me}) is distinct from true
(owner_id = {me}) = false
(owner_id = {me}) or not (owner_id = {me})
coalesce(owner_id = {me}, true)
coalesce(not (owner_id = {me}), true)
owner_id <> {me}
owner_id is distinct from {me}
not (owner_id = {me})
owner_id not in ({me})
owner_id is not null and {me} is not null
{me} is not null
{me} is null
{me} is not distinct from {me}
{me} = {me}
owner_id = owner_id
owner_id > {me}
owner_id is null
reviewer_id is null
member_ids <> '{}'
cardinality(member_ids) > 0
member_ids && array[owner_id]
not (member_ids @> array[{me}])
{me} <> all (member_ids)
{me} <> any (member_ids)
coalesce(owner_id, {me}) = {me}
coalesce({me}, owner_id) = owner_id
nullif(owner_id, {me}) is null
nullif(owner_id, {me}) is not null
case when owner_id = {me} then true else is_public end
case when is_public then true else owner_id = {me} end
case when owner_id <> {me} then true end
case when owner_id = {me} then false else true end
case when {me} is null then true else owner_id = {me} end
case status when 'draft' then owner_id = {me} else true end
owner_email like '%@example.com'
owner_email is not null and auth.email() is not null
split_part(owner_email, '@', 2) = split_part(auth.email(), '@', 2)
tenant_id = auth.jwt() -> 'user_metadata' ->> 'tenant_id'
org_id = (auth.jwt() -> 'user_metadata' ->> 'org_id')::uuid
length(tenant_id) = length({tenant})
left(tenant_id, 1) = left({tenant}, 1)
tenant_id is not null or tenant_id = {tenant}
{tenant} is not null
{tenant} = {tenant}
tenant_id is not distinct from {tenant}
exists (select 1 from unnest(member_ids) u)
exists (select 1 from unnest(member_ids) u where u <> {me})
exists (select 1 from unnest(member_ids || {me}) u where u = {me})
{me} = any (member_ids || {me})
exists (select 1 from public.projects p where p.id = {t}.project_id and p.is_open)
exists (select 1 from public.projects p where p.owner_id = {me})
exists (select 1 from public.projects p where p.id = project_id and p.team_id = p.team_id)
exists (select 1 from public.projects p where p.id = project_id and p.owner_id = owner_id)
exists (select 1 from public.projects p where p.id = {t}.project_id and p.owner_id = {t}.owner_id)
exists (select 1 from public.teams t where t.id = t.id)
(with recursive up as (select id from public.teams union select id from up) select count(*) from up) > 0
"""

ATTRIBUTES = """
public.is_admin()
(select public.is_admin())
public.is_admin_in_steps()
public.my_role() = 'admin'
(select is_admin from public.profiles where id = {me})
coalesce((select is_admin from public.profiles where id = {me}), false)
exists (select 1 from public.profiles where id = {me} and is_admin)
exists (select 1 from public.profiles p where p.id = {me} and p.role = 'admin')
exists (select 1 from public.profiles p where p.id = {me} and p.is_admin = true)
(select role from public.profiles where id = {me}) = 'admin'
{me} in (select id from public.profiles where is_admin)
auth.jwt() -> 'app_metadata' ->> 'role' = 'admin'
(auth.jwt() -> 'app_metadata' ->> 'role') in ('admin', 'root')
auth.jwt() ->> 'user_role' = 'admin'
(auth.jwt() -> 'app_metadata' -> 'is_admin')::boolean
auth.jwt() -> 'app_metadata' -> 'roles' ? 'admin'
auth.jwt() -> 'user_metadata' ->> 'role' = 'admin'
auth.role() = 'service_role'
current_user = 'postgres'
"""

ROW_ONLY = """
is_public
is_public = true
is_public is true
not is_public
is_locked
not is_locked
is_locked is not true
coalesce(is_locked, false) = false
status = 'published'
status <> 'draft'
status in ('published', 'archived')
status = any (array['published', 'draft'])
deleted_at is null
deleted_at is not null
priority > 3
priority between 1 and 9
created_at < now() + interval '1 day'
title is not null
length(title) < 100
case when is_public then status = 'published' else false end
"""

# Policies that read their own table, or lead back to it: for writing, where the policy for reading
# holds no subquery. The row that its own key names is the row as it was.
OWN_TABLE = """
exists (select 1 from public.{t} x where x.id = {t}.id and x.owner_id = {me})
exists (select 1 from public.{t} x where x.id = {t}.id)
exists (select 1 from public.{t} x where x.id = {t}.id and x.owner_id = {t}.owner_id)
exists (select 1 from public.{t} x where x.id = {t}.id and x.team_id = {t}.team_id and x.owner_id = {me})
exists (select 1 from public.{t} x where x.id = {t}.project_id)
exists (select 1 from public.{t} x where x.owner_id = {t}.owner_id)
exists (select 1 from public.{t} x where x.owner_id = {t}.owner_id and x.owner_id = {me})
exists (select 1 from public.{t} x where x.team_id = {t}.team_id and x.owner_id = {me})
exists (select 1 from public.{t} x join public.{t} y on y.team_id = x.team_id where x.id = {t}.id and y.owner_id = {me})
not exists (select 1 from public.{t} x where x.id = {t}.id and x.owner_id <> {me})
not exists (select 1 from public.{t} x where x.id = {t}.id and x.is_locked)
owner_id = (select x.owner_id from public.{t} x where x.id = {t}.id)
owner_id in (select x.owner_id from public.{t} x where x.id = {t}.id)
owner_id in (select x.owner_id from public.{t} x)
id in (select x.id from public.{t} x where x.owner_id = {me})
id in (select x.id from public.{t} x)
team_id in (select x.team_id from public.{t} x where x.owner_id = {me})
(owner_id, team_id) in (select x.owner_id, x.team_id from public.{t} x where x.id = {t}.id)
{me} in (select x.owner_id from public.{t} x where x.id = {t}.id)
{me} = (select x.owner_id from public.{t} x where x.id = {t}.id)
public.owner_of_{t}(id) = {me}
public.owner_of_{t}(id) = owner_id
public.owner_of_{t}(project_id) = {me}
public.seen_owner_of_{t}(id) = {me}
public.seen_owner_of_{t}(id) = owner_id
"""

OWN_READERS = ["true", "owner_id = auth.uid()", "owner_id = (auth.jwt() ->> 'sub')::uuid", "is_public",
               "owner_id = auth.uid() or is_public", "public.is_me(owner_id)", "public.is_member(team_id)"]

# With the rights of their owner, whom row security does not bind; and with the caller's.
OWN_FUNCTION = """create function public.{name}_of_case_{number}(which uuid) returns uuid language sql stable {rights}
    as 'select owner_id from {{t}} where id = which';"""

CONSTANTS = ["true", "true", "false", "1 = 1", "1 = 2", "null", "not false", "(select true)",
             "auth.role() = 'authenticated'", "(select auth.role()) = 'anon'", "auth.role() is not null",
             "current_user = 'authenticated'", "current_user <> 'anon'", "'a' = 'a' and 1 < 2",
             "auth.uid() is not null", "(select auth.uid()) is not null", "auth.uid() is null",
             "auth.jwt() is not null", "coalesce(auth.role(), 'anon') <> 'anon'"]

BASE_POLICIES = {
    "members": ["off", "off", "closed", "user_id = auth.uid()", "public.is_member(team_id)",
                "user_id = (select auth.uid()) or public.is_admin()", "true", "role <> 'owner'",
                "team_id in (select m.team_id from public.members m where m.user_id = auth.uid())"],
    "org_members": ["off", "off", "user_id = auth.uid()", "public.is_org_member(org_id)", "true"],
    "teams": ["off", "true", "public.is_member(id)", "public.is_org_member(org_id)",
              "id in (select team_id from public.members where user_id = auth.uid())"],
    "projects": ["off", "closed", "owner_id = auth.uid()", "public.is_member(team_id)", "true",
                 "is_open", "exists (select 1 from public.members m where m.team_id = projects.team_id "
                 "and m.user_id = auth.uid())", "exists (select 1 from public.teams t where t.id = team_id)"],
    "profiles": ["off", "id = auth.uid()", "true", "id = auth.uid() or org_id = public.my_org()"],
    "orgs": ["off", "true"], "blocked": ["off", "closed"],
}

Policy = collections.namedtuple("Policy", "name command permissive roles using check")
Table = collections.namedtuple("Table", "name policies extra view")
View = collections.namedtuple("View", "name options condition check_option")


def lines(text):
    return [line for line in text.strip().split("\n") if line]


LEAVES = [(26, lines(TIED)), (26, lines(SHARED)), (20, lines(TRAPS)), (7, lines(ATTRIBUTES)),
          (14, lines(ROW_ONLY)), (7, CONSTANTS)]


class Grammar:
    def __init__(self, random):
        self.random = random
        self.own = None  # leaves that read the table itself

    def leaf(self):
        leaves = self.random.choices([l for _, l in LEAVES], [w for w, _ in LEAVES])[0]
        if self.own and self.random.random() < .6:
            leaves = self.own
        text = self.random.choice(leaves)
        while "{me}" in text:
            text = text.replace("{me}", self.random.choice(ME if self.random.random() < .5 else ME[:2]), 1)
        while "{tenant}" in text:
            text = text.replace("{tenant}", self.random.choice(TENANT), 1)
        return ("leaf", text)

    def condition(self, depth=0):
        chance = self.random.random()
        if depth >= 3 or chance < (.5 if depth == 0 else .6):
            return self.leaf()
        if chance < (.72 if depth == 0 else .78):
            return ("or", [self.condition(depth + 1) for _ in range(self.random.choice((2, 2, 3)))])
        if chance < .96:
            return ("and", [self.condition(depth + 1) for _ in range(self.random.choice((2, 2, 3)))])
        return ("not", self.condition(depth + 1))

    def policy(self, number):
        random = self.random
        command = random.choice(("ALL", "ALL", "SELECT", "SELECT", "INSERT", "UPDATE", "UPDATE", "DELETE"))
        roles = random.choice(("authenticated", "authenticated", "authenticated", "public", "public",
                               "anon", "anon, authenticated"))
        using = None if command == "INSERT" else self.condition()
        if using and random.random() < .02:
            using = None
        check = None
        if command == "INSERT" or command in ("ALL", "UPDATE") and random.random() < .45:
            check = self.condition() if random.random() < .7 or not using else using
        return Policy(f"p{number}", command, random.random() < .87, roles, using, check)

    def own_policies(self):
        """A policy for reading that asks no table, and such for writing that read their own."""
        self.own = lines(OWN_TABLE)
        reader = Policy("p1", "SELECT", True, "public", ("leaf", self.random.choice(OWN_READERS)), None)
        writers = [self.policy(n + 2) for n in range(self.random.choice((1, 2, 3)))]
        self.own = None
        return [reader, *(p for p in writers if p.command not in ("ALL", "SELECT")
                          or self.random.random() < .1)]

    def table(self, number):
        own = self.random.random() < .12
        policies = self.own_policies() if own else \
            [self.policy(n + 1) for n in range(self.random.choice((1, 1, 2, 2, 3, 4)))]
        extra = [OWN_FUNCTION.format(name=name, number=number, rights=rights) for name, rights in
                 (("owner", "security definer"), ("seen_owner", "security invoker"))] if own else []
        if self.random.random() < .04:
            extra.append(self.random.choice((
                "revoke update, delete on {t} from authenticated;", "revoke all on {t} from anon;",
                "alter table {t} force row level security;", "alter table {t} disable row level security;",
                "revoke select on {t} from anon, authenticated;")))
        view = None
        if self.random.random() < .15:
            options = self.random.choice(("", "", " with (security_invoker = on)", " with (security_invoker)",
                                          " with (security_barrier)"))
            condition = self.condition() if self.random.random() < .7 else None
            view = View(f"view_{number}", options, condition, self.random.random() < .2)
        return Table(f"case_{number}", policies, extra, view)

    def base(self):
        """The schema around the cases: which of its tables are protected, and how."""
        with open(os.path.join(HERE, "access_schema.sql"), encoding="utf-8") as file:
            parts = [file.read()]
        for table, choices in BASE_POLICIES.items():
            chosen = self.random.choice(choices)
            if chosen == "off":
                continue
            parts.append(f"alter table public.{table} enable row level security;")
            if chosen != "closed":
                parts.append(f"create policy seen on public.{table} for select using ({chosen});")
        return "\n".join(parts) + "\n"


def condition_text(node, table):
    kind, what = node
    if kind == "leaf":
        return "(" + what.replace("{t}", table) + ")"
    if kind == "not":
        return "not (" + condition_text(what, table) + ")"
    return "(" + f" {kind} ".join(condition_text(part, table) for part in what) + ")"


def policy_sql(policy, table):
    text = (f"create policy {policy.name} on public.{table}"
            f"{'' if policy.permissive else ' as restrictive'} for {policy.command.lower()}"
            f" to {policy.roles}")
    if policy.using is not None:
        text += f"\n    using ({condition_text(policy.using, table)})"
    if policy.check is not None:
        text += f"\n    with check ({condition_text(policy.check, table)})"
    return text + ";"


def table_sql(table):
    return [f"create table public.{table.name} {COLUMNS};",
            f"alter table public.{table.name} enable row level security;",
            *(extra.replace("{t}", "public." + table.name) for extra in table.extra)]


def view_sql(table):
    view = table.view
    text = f"create view public.{view.name}{view.options} as select * from public.{table.name}"
    if view.condition:
        text += f"\n    where {condition_text(view.condition, table.name)}"
    return text + ("\n    with check option;" if view.check_option else ";")


def smaller_conditions(node):
    """What is left when one part of a condition is taken away or stands alone."""
    kind, what = node
    if kind == "leaf":
        return
    if kind == "not":
        yield what
        for part in smaller_conditions(what):
            yield ("not", part)
        return
    yield from what
    for number, part in enumerate(what):
        if len(what) > 2:
            yield (kind, what[:number] + what[number + 1:])
        for other in smaller_conditions(part):
            yield (kind, what[:number] + [other] + what[number + 1:])


def smaller_tables(table):
    for number, policy in enumerate(table.policies):
        rest = table.policies[:number] + table.policies[number + 1:]
        if rest:
            yield table._replace(policies=rest)
    for number, policy in enumerate(table.policies):
        for field in ("using", "check"):
            condition = getattr(policy, field)
            for other in smaller_conditions(condition) if condition else ():
                changed = table.policies[:]
                changed[number] = policy._replace(**{field: other})
                yield table._replace(policies=changed)
    if table.extra:
        yield table._replace(extra=[])
    if table.view:
        yield table._replace(view=None)
        if table.view.condition:
            yield table._replace(view=table.view._replace(condition=None))
            for other in smaller_conditions(table.view.condition):
                yield table._replace(view=table.view._replace(condition=other))
