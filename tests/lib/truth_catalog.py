"""What tests/truth knows of a database: tables, columns, keys and checks from PostgreSQL's catalog,
and what policies, checks and functions say of a column, from their text. Nothing of it is lintel's.
"""
import json
import re

RELATIONS = """
select json_build_object(
  'oid', c.oid::bigint, 'schema', n.nspname, 'name', c.relname, 'kind', c.relkind,
  'partition', c.relispartition, 'bound', pg_get_expr(c.relpartbound, c.oid),
  'parent', (select i.inhparent::bigint from pg_inherits i where i.inhrelid = c.oid and c.relispartition),
  'partition_key', case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end, 'row_security', c.relrowsecurity,
  'columns', (select json_agg(json_build_object(
      'name', a.attname, 'number', a.attnum, 'type', format_type(t.oid, null),
      'full_type', format_type(a.atttypid, a.atttypmod), 'kind', t.typtype, 'category', t.typcategory,
      'array', b.typcategory = 'A' and b.typtype <> 'd', 'not_null', a.attnotnull,
      'generated', a.attgenerated <> '' or a.attidentity = 'a', 'identity', a.attidentity <> '',
      'default', pg_get_expr(d.adbin, d.adrelid),
      'labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_enum e
                 where e.enumtypid = t.oid),
      'domain_checks', (select json_agg(pg_get_constraintdef(k.oid)) from pg_constraint k
                        where k.contypid <> 0
                          and k.contypid in (a.atttypid, b.typbasetype))) order by a.attnum)
    from pg_attribute a
    join pg_type b on b.oid = a.atttypid
    join pg_type t on t.oid = case
        when b.typtype = 'd' then (with recursive down as (select b.oid, b.typtype, b.typbasetype
              union all select x.oid, x.typtype, x.typbasetype from pg_type x
              join down on x.oid = down.typbasetype and down.typtype = 'd')
            select oid from down where typtype <> 'd')
        when b.typcategory = 'A' and b.typelem <> 0 then b.typelem else b.oid end
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  'constraints', (select json_agg(json_build_object(
      'kind', k.contype, 'name', k.conname, 'columns', (select json_agg(a.attname order by u.i)
        from unnest(k.conkey) with ordinality u (n, i)
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n),
      'references', k.confrelid::bigint,
      'referenced', (select json_agg(a.attname order by u.i)
        from unnest(k.confkey) with ordinality u (n, i)
        join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.n),
      'text', pg_get_constraintdef(k.oid)) order by k.conname) from pg_constraint k
    where k.conrelid = c.oid),
  'unique', (select json_agg((select json_agg(a.attname) from unnest(i.indkey) u (n)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = u.n)) from pg_index i
    where i.indrelid = c.oid and i.indisunique),
  'policies', (select json_agg(json_build_object('using', pg_get_expr(p.polqual, p.polrelid),
        'check', pg_get_expr(p.polwithcheck, p.polrelid))) from pg_policy p where p.polrelid = c.oid),
  'definition', case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by c.oid
"""

FUNCTIONS = """
select p.prosrc || coalesce(pg_get_function_sqlbody(p.oid), '') from pg_proc p
join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and l.lanname in ('sql', 'plpgsql')
  and p.oid >= 16384 and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""

NAME = r'(?:[\w"]+\.)*"?(\w+)"?'
CALLER_ID = r"""(?:auth\.uid\(\)|auth\.jwt\(\)\s*->>\s*'sub'|'sub'(?:::text)?\))"""
ROLE_NAMES = ("super_admin", "superadmin", "owner", "admin", "administrator", "root", "manager",
              "moderator", "editor", "staff", "instructor", "teacher", "coach", "service_role")
PLAIN_NAMES = ("member", "user", "viewer", "reader", "guest", "customer", "student", "client", "free")


class Relation:
    def __init__(self, row):
        self.__dict__.update(row)
        self.columns = row["columns"] or []
        self.constraints = row["constraints"] or []
        self.unique = [set(u) for u in row["unique"] or [] if u]
        self.policies = row["policies"] or []
        self.full = f"{row['schema']}.{row['name']}"
        self.by_name = {column["name"]: column for column in self.columns}

    def keys(self):
        for constraint in self.constraints:
            if constraint["kind"] == "p":
                return constraint["columns"]
        return []

    def foreign_keys(self):
        return [k for k in self.constraints if k["kind"] == "f"] + self.implied

    def imply_keys(self, by_name):
        """Columns that refer to another table by their name alone: plan_id, with a table plans."""
        self.implied = []
        declared = {c for k in self.constraints if k["kind"] == "f" for c in k["columns"]}
        for column in self.columns:
            match = re.match(r"^(\w+?)_id$|^(parent)$", column["name"])
            if not match or column["name"] in declared or column["array"]:
                continue
            stem = match.group(1) or match.group(2)
            names = [self.name] if stem == "parent" else [stem, stem + "s", stem + "es", stem[:-1] + "ies"]
            target = next((by_name[f"{self.schema}.{n}"] for n in names if f"{self.schema}.{n}" in by_name), None)
            if target and len(target.keys()) == 1 and target.kind in ("r", "p") and \
                    target.by_name[target.keys()[0]]["type"] == column["type"]:
                self.implied.append({"kind": "f", "columns": [column["name"]], "references": target.oid,
                                     "referenced": target.keys()})

    def checks(self):
        texts = [k["text"] for k in self.constraints if k["kind"] == "c"]
        return texts + [t for c in self.columns for t in c["domain_checks"] or []]


class Catalog:
    def __init__(self, session, before):
        rows = [json.loads(row[0]) for row in session.must(RELATIONS)]
        self.relations = {row["oid"]: Relation(row) for row in rows}
        self.names = {r.full: r for r in self.relations.values()}
        for relation in self.relations.values():
            relation.implied = []
        self.own = [r for r in self.relations.values() if r.full not in before]
        for relation in self.own:
            relation.imply_keys(self.names)
        self.policy_text = " ;\n".join(text for r in self.relations.values() if r.full not in before
                                       or r.policies for p in r.policies
                                       for text in (p["using"], p["check"]) if text)
        self.functions = " ;\n".join(row[0] or "" for row in session.must(FUNCTIONS))
        views = " ;\n".join(r.definition for r in self.own if r.definition)
        self.text = " ;\n".join((self.policy_text, self.functions, views))
        self.learn()

    def learn(self):
        text = self.text = re.sub(
            r"\(\s*SELECT\s+((?:auth\.\w+\(\)|current_setting\([^()]*\))[^()]*?)(?:\s+AS\s+\w+)?\s*\)", r"\1",
            self.text, flags=re.I)
        self.user_columns = set()  # compared with the caller's id somewhere
        for pattern in (rf"{NAME}(?:\)?::\w+)*\s*=\s*\(*\s*{CALLER_ID}",
                        rf"{CALLER_ID}(?:\)?::\w+)*\s*=\s*\(*\s*{NAME}"):
            self.user_columns |= {m.group(1) for m in re.finditer(pattern, text, re.I)}
        self.role_columns = {m.group(1) for m in re.finditer(
            rf"{NAME}(?:\)?::\w+)*\s*=\s*\(*\s*(?:select\s+)?\(?(?:CURRENT_USER|SESSION_USER|CURRENT_ROLE)",
            self.text, re.I)}
        self.excluded = {m.group(1) for m in re.finditer(rf"{NAME}\)?(?:::\w+)*\s*(?:<>|!=)\s*\(*'", self.text)}
        self.constants = {}  # of a column's name: the constants that it is compared with
        for match in re.finditer(rf"{NAME}\)?(?:::\w+)*\s*(?:=|<>|!=|IN|>=?|<=?|~~|IS NOT DISTINCT FROM)"
                                 r"\s*(?:ANY\s*)?\(*\s*(?:ARRAY\[)?\(*((?:'(?:[^']|'')*'(?:::[\w. \"]+)?\s*[,)\s]*)+|-?\d+(?:\.\d+)?)",
                                 self.text, re.I):
            values = re.findall(r"'((?:[^']|'')*)'", match.group(2)) or [match.group(2).strip()]
            known = self.constants.setdefault(match.group(1), [])
            known += [v.replace("''", "'") for v in values if v not in known]
        self.claims = {}  # path of keys: the type it is cast to, or None
        for match in re.finditer(r"(?:jwt\(\)|claims'[^)]*\)+(?:::\w+)?)((?:\)*\s*->>?\s*'[^']+'(?:::text)?)+)"
                                 r"(\)*(?:::\s*(\w+))?)", self.text, re.I):
            path = tuple(re.findall(r"'([^']+)'", match.group(1)))
            self.claims.setdefault(path, match.group(3))
        for match in re.finditer(r"#>>\s*'\{([^}]*)\}'", self.text):
            self.claims.setdefault(tuple(match.group(1).split(",")), None)
        # Keys of the two documents, in whatever form they are asked for.
        for match in re.finditer(r"\b(user_metadata|app_metadata|raw_user_meta_data|raw_app_meta_data)\b['\"]?"
                                 r"(?:::\w+)?[\])]*(?:::\w+)?\)*\s*(?:->>?|,|\[)\s*'(\w+)'", self.text, re.I):
            document = "user_metadata" if "user" in match.group(1) else "app_metadata"
            self.claims.setdefault((document, match.group(2)), None)
        self.settings = {}
        for match in re.finditer(r"current_setting\(\s*'([\w.]+)'[^)]*\)+(?:\s*,\s*''(?:::text)?\s*\))?(?:::(\w+))?",
                                 self.text, re.I):
            if not match.group(1).startswith("request.jwt"):
                self.settings.setdefault(match.group(1), match.group(2))
        self.claim_constants = {}  # of a claim's or setting's last name: what it is compared with
        for match in re.finditer(r"(?:->>?\s*'([^']+)'(?:::text)?|current_setting\(\s*'([\w.]+)'[^()]*)\)*"
                                 r"(?:::\w+)?\)*\s*(?:=|IN|\?)\s*(?:ANY\s*)?\(*(?:ARRAY\[)?\(*"
                                 r"((?:'[^']*'(?:::\w+)?[,\s)]*)+)", self.text, re.I):
            known = self.claim_constants.setdefault(match.group(1) or match.group(2), [])
            known += re.findall(r"'([^']*)'", match.group(3))
        # Columns that are compared with a claim or a setting: what tells tenants apart.
        self.claim_columns = {}
        self.setting_columns = set()
        for match in re.finditer(rf"{NAME}(?:\)?::\w+)*\s*=\s*\(*\s*(?:NULLIF\()?\(*(?:SELECT\s+)?\(*"
                                 r"(?:current_setting\(\s*'([\w.]+)'|auth\.jwt\(\)((?:\)*\s*->>?\s*'[^']+'(?:::text)?)+))",
                                 self.text, re.I):
            name = match.group(2) or re.findall(r"'([^']+)'", match.group(3))[-1]
            self.claim_columns.setdefault(match.group(1), name)
            if match.group(2):
                self.setting_columns.add(match.group(1))


USER_NAME = re.compile(r"^(user|owner|author|creator|profile|customer|client|member|sender|uploader|"
                       r"assignee|requester|student|patient|driver|host|buyer|seller)_?(id|uid|uuid)$|"
                       r"^(created|updated|uploaded|invited|owned)_by$|^uid$|^owner$|^user_uuid$")
TENANT_NAME = re.compile(r"(^|_)(org|organi[sz]ation|tenant|team|account|workspace|company|group|"
                         r"household|clinic|school|shop|store|agency|business|firm|family|community|"
                         r"club|project|customer|branch)(_?(id|uuid|ref|key))?$")
ROLE_NAME = re.compile(r"(^|_)(role|roles|role_(slug|name|code|key)|is_.*admin|admin|is_staff|is_superuser|"
                       r"is_owner|user_role|level|permission|access_level|tier|plan|type|user_type|"
                       r"account_type)$")
USERS_TABLE = re.compile(r"^(app_)?(users?|profiles?|user_profiles?|accounts?)$")
