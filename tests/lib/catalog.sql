-- What PostgreSQL's catalog holds, in the shape of `lintel check --dump` (docs/dump.md), as one JSON
-- object per line: {"what": ..., ...}. Members of extensions and PostgreSQL's own objects are left
-- out. The oracle compares the two.
\set ON_ERROR_STOP on
\pset footer off
set search_path = pg_catalog;

create temporary view own_schemas as
  select oid, nspname from pg_namespace
   where nspname !~ '^pg_(toast|temp)' and nspname not in ('pg_catalog', 'information_schema');
create temporary view extension_members as
  select classid, objid from pg_depend where deptype = 'e';
create temporary view own_relations as
  select c.*, n.nspname from pg_class c join own_schemas n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
     and not exists (select 1 from extension_members e
                      where e.classid = 'pg_class'::regclass and e.objid = c.oid);

-- Types as format_type shows them, a schema named only where it is not public.
create or replace function pg_temp.type_text(type oid, modifier int) returns text language sql as
  $$ select replace(format_type(type, modifier), 'public.', '') $$;
create or replace function pg_temp.columns(relation oid, numbers smallint[]) returns json language sql as
  $$ select json_agg(a.attname order by n.position)
       from unnest(numbers) with ordinality n(number, position)
       join pg_attribute a on a.attrelid = relation and a.attnum = n.number $$;
create or replace function pg_temp.grants(acl aclitem[], owner oid) returns json language sql as
  $$ select json_object_agg(role, privileges) from (
       select case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee) end as role,
              json_agg(distinct g.privilege_type) as privileges
         from aclexplode(acl) g where g.grantee <> owner group by 1) s $$;

-- relations
select json_build_object('what', 'relation', 'schema', nspname, 'name', relname,
  'kind', case relkind when 'r' then 'table' when 'p' then 'partitioned table'
          when 'f' then 'foreign table' when 'v' then 'view' when 'm' then 'materialized view'
          else 'sequence' end,
  'owner', pg_get_userbyid(relowner), 'row_security', relrowsecurity,
  'forced_row_security', relforcerowsecurity, 'partition', relispartition,
  'unlogged', relpersistence = 'u',
  'security_invoker', coalesce((select option_value::bool from pg_options_to_table(reloptions)
                                 where option_name = 'security_invoker'), false),
  'parents', (select json_agg(pn.nspname || '.' || p.relname order by i.inhseqno)
                from pg_inherits i join pg_class p on p.oid = i.inhparent
                join pg_namespace pn on pn.oid = p.relnamespace where i.inhrelid = c.oid),
  'strategy', (select case partstrat when 'r' then 'range' when 'l' then 'list' else 'hash' end
                 from pg_partitioned_table where partrelid = c.oid),
  'owned_by', (select tn.nspname || '.' || t.relname || '.' || a.attname
                 from pg_depend d join pg_class t on t.oid = d.refobjid
                 join pg_namespace tn on tn.oid = t.relnamespace
                 join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
                where c.relkind = 'S' and d.classid = 'pg_class'::regclass and d.objid = c.oid
                  and d.deptype in ('a', 'i') and d.refclassid = 'pg_class'::regclass),
  'grants', pg_temp.grants(relacl, relowner),
  'comment', obj_description(oid, 'pg_class'))
from own_relations c;

-- columns
select json_build_object('what', 'column', 'schema', c.nspname, 'relation', c.relname,
  'name', a.attname, 'position', row_number() over (partition by c.oid order by a.attnum),
  'type', pg_temp.type_text(a.atttypid, a.atttypmod), 'not_null', a.attnotnull,
  'default', a.atthasdef and a.attgenerated = '', 'generated', a.attgenerated <> '',
  'identity', case a.attidentity when 'a' then 'always' when 'd' then 'by default' end,
  'grants', pg_temp.grants(a.attacl, c.relowner))
from own_relations c join pg_attribute a on a.attrelid = c.oid
where a.attnum > 0 and not a.attisdropped and c.relkind <> 'S';

-- constraints (copies that PostgreSQL keeps for partitions of a referenced table are its own)
select json_build_object('what', 'constraint', 'schema', c.nspname, 'relation', c.relname,
  'name', k.conname,
  'kind', case k.contype when 'p' then 'primary key' when 'u' then 'unique'
          when 'f' then 'foreign key' when 'c' then 'check' else 'exclude' end,
  'columns', case when k.contype in ('p', 'u', 'f') then pg_temp.columns(k.conrelid, k.conkey) end,
  'references', (select rn.nspname || '.' || r.relname from pg_class r
                   join pg_namespace rn on rn.oid = r.relnamespace where r.oid = k.confrelid),
  'referenced_columns', pg_temp.columns(k.confrelid, k.confkey),
  'on_delete', case k.confdeltype when 'r' then 'restrict' when 'c' then 'cascade'
               when 'n' then 'set null' when 'd' then 'set default' end,
  'on_update', case k.confupdtype when 'r' then 'restrict' when 'c' then 'cascade'
               when 'n' then 'set null' when 'd' then 'set default' end,
  'deferrable', k.condeferrable, 'initially_deferred', k.condeferred,
  'not_valid', not k.convalidated, 'index', (select relname from pg_class
                where oid = k.conindid and k.contype in ('p', 'u', 'x')))
from own_relations c join pg_constraint k on k.conrelid = c.oid
where k.contype in ('p', 'u', 'f', 'c', 'x')
  and not (k.contype = 'f' and exists (select 1 from pg_constraint up
            where up.oid = k.conparentid and up.conrelid = k.conrelid));

-- indexes
select json_build_object('what', 'index', 'schema', c.nspname, 'relation', c.relname,
  'name', x.relname, 'method', am.amname, 'unique', i.indisunique, 'primary', i.indisprimary,
  'nulls_not_distinct', i.indnullsnotdistinct, 'where', i.indpred is not null,
  'keys', (select json_agg(json_build_object(
             'column', (select attname from pg_attribute
                         where attrelid = c.oid and attnum = i.indkey[n - 1] and attnum <> 0),
             'expression', i.indkey[n - 1] = 0,
             'descending', case when am.amname = 'btree' then (i.indoption[n - 1] & 1) = 1
                                else false end,
             'nulls_first', case when am.amname = 'btree' then (i.indoption[n - 1] & 2) = 2
                                 else false end,
             'operator_class', case when not o.opcdefault then o.opcname end) order by n)
             from generate_series(1, i.indnkeyatts) n
             join pg_opclass o on o.oid = i.indclass[n - 1]),
  'included', (select json_agg(a.attname order by n)
                 from generate_series(i.indnkeyatts + 1, i.indnatts) n
                 join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[n - 1]))
from own_relations c join pg_index i on i.indrelid = c.oid
join pg_class x on x.oid = i.indexrelid join pg_am am on am.oid = x.relam;

-- policies
select json_build_object('what', 'policy', 'schema', c.nspname, 'relation', c.relname,
  'name', p.polname, 'permissive', p.polpermissive,
  'command', case p.polcmd when '*' then 'ALL' when 'r' then 'SELECT' when 'a' then 'INSERT'
             when 'w' then 'UPDATE' else 'DELETE' end,
  'roles', (select json_agg(case r when 0 then 'public' else pg_get_userbyid(r) end order by 1)
              from (select distinct unnest(p.polroles) as r) s),
  'using', p.polqual is not null, 'check', p.polwithcheck is not null)
from own_relations c join pg_policy p on p.polrelid = c.oid;

-- triggers
select json_build_object('what', 'trigger', 'schema', c.nspname, 'relation', c.relname,
  'name', t.tgname, 'per_row', (t.tgtype & 1) = 1,
  'timing', case when (t.tgtype & 2) = 2 then 'before' when (t.tgtype & 64) = 64 then 'instead of'
            else 'after' end,
  'events', (t.tgtype >> 2) & 15, 'disabled', t.tgenabled = 'D',
  'function', fn.nspname || '.' || f.proname)
from own_relations c join pg_trigger t on t.tgrelid = c.oid
join pg_proc f on f.oid = t.tgfoid join pg_namespace fn on fn.oid = f.pronamespace
where not t.tgisinternal;

-- functions
select json_build_object('what', 'function', 'schema', n.nspname, 'name', f.proname,
  'arguments', (select json_agg(pg_temp.type_text(t, -1) order by o)
                  from unnest(f.proargtypes) with ordinality a(t, o)),
  'kind', case f.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
  'returns', case when f.prokind = 'f' then pg_temp.type_text(f.prorettype, -1) end,
  'returns_set', f.proretset,
  'language', l.lanname, 'security_definer', f.prosecdef, 'strict', f.proisstrict,
  'leakproof', f.proleakproof,
  'volatility', case f.provolatile when 'i' then 'immutable' when 's' then 'stable'
                else 'volatile' end,
  'settings', f.proconfig, 'owner', pg_get_userbyid(f.proowner),
  'grants', pg_temp.grants(coalesce(f.proacl, acldefault('f', f.proowner)), f.proowner))
from pg_proc f join own_schemas n on n.oid = f.pronamespace
join pg_language l on l.oid = f.prolang
where not exists (select 1 from extension_members e
                   where e.classid = 'pg_proc'::regclass and e.objid = f.oid)
  and not exists (select 1 from pg_range r join pg_type t on t.oid in (r.rngtypid, r.rngmultitypid)
                   where f.proname = t.typname and f.pronamespace = t.typnamespace);

-- types
select json_build_object('what', 'type', 'schema', n.nspname, 'name', t.typname,
  'kind', case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite'
          when 'r' then 'range' else 'base' end,
  'labels', (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid),
  'base', case when t.typtype = 'd' then pg_temp.type_text(t.typbasetype, t.typtypmod) end,
  'not_null', t.typnotnull, 'default', t.typdefault is not null,
  'checks', (select json_agg(conname order by conname) from pg_constraint where contypid = t.oid),
  'attributes', (select json_agg(json_build_array(attname, pg_temp.type_text(atttypid, atttypmod))
                          order by attnum) from pg_attribute
                  where attrelid = t.typrelid and t.typtype = 'c' and attnum > 0 and not attisdropped),
  'owner', pg_get_userbyid(t.typowner))
from pg_type t join own_schemas n on n.oid = t.typnamespace
left join pg_class c on c.oid = t.typrelid
where (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and c.relkind = 'c')
       or (t.typtype = 'b' and t.typcategory <> 'A'))
  and not exists (select 1 from extension_members e
                   where e.classid = 'pg_type'::regclass and e.objid = t.oid);

-- schemas and roles
select json_build_object('what', 'schema', 'name', n.nspname, 'owner', pg_get_userbyid(s.nspowner),
  'grants', pg_temp.grants(s.nspacl, s.nspowner))
from own_schemas n join pg_namespace s on s.oid = n.oid
where not exists (select 1 from extension_members e
                   where e.classid = 'pg_namespace'::regclass and e.objid = n.oid);
select json_build_object('what', 'role', 'name', rolname, 'superuser', rolsuper,
  'bypasses_row_security', rolbypassrls, 'login', rolcanlogin, 'no_inherit', not rolinherit,
  'member_of', (select json_agg(g.rolname order by g.rolname) from pg_auth_members m
                  join pg_roles g on g.oid = m.roleid where m.member = r.oid))
from pg_roles r where rolname !~ '^pg_';
