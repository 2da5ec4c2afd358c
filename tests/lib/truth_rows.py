"""Rows for two tenants, a stranger, and who works in them: made from the catalog, tried out on
PostgreSQL. Every row belongs to one tenant; what it refers to is that tenant's as well.
"""
import hashlib
import itertools
import re
import uuid

from postgres_session import literal, quoted
from truth_catalog import PLAIN_NAMES, ROLE_NAME, ROLE_NAMES, TENANT_NAME, USER_NAME, USERS_TABLE

# Who there is: the tenant, its user, its number. E administers A; F is a member of A and of B.
TENANTS = ("A", "B", "D")
NOBODY = "-"  # a row that is no tenant's
MOST_VARIANTS = 12
MOST_COLLEAGUES = 4  # users of a tenant, for tables that hold one row for each


class Row:
    """A row of a tenant's: `who` is its user, `values` as PostgreSQL holds them, `place` where."""

    def __init__(self, tenant, who, values, place):
        self.tenant, self.who, self.values, self.place = tenant, who, values, place


def number_of(who):
    """A tenant's or user's id where ids are numbers."""
    return 100 + int(hashlib.md5(who.encode()).hexdigest()[:4], 16) % 30000


def uuid_of(*parts):
    return str(uuid.UUID(hashlib.md5("|".join(map(str, parts)).encode()).hexdigest()))


def user_id(who):
    return uuid_of("user", who)


def tenant_id(tenant):
    return uuid_of("tenant", tenant)


def plain_and_powerful(column, constants, listed):
    """What a role-like column holds of a plain member, and of an admin: what policies name may all be
    power, so a plain member has what they do not name, where there is such a value."""
    if column["type"] == "boolean":
        return "false", "true"
    known = list(dict.fromkeys((column["labels"] or []) + constants + listed))
    powerful = [r for r in ROLE_NAMES if r in known] or [c for c in constants if c not in PLAIN_NAMES]
    default = re.match(r"'([^']+)'::", column["default"] or "")
    plain = [r for r in PLAIN_NAMES if r in known] or \
        (default and default.group(1) not in constants and [default.group(1)]) or \
        [c for c in known if c not in constants + powerful[:1]][-1:]
    if not plain and column["category"] == "S" and not column["labels"] and not listed:
        plain = ["member"]
    plain = plain or [c for c in known if c not in powerful[:1]][-1:] or [None]
    return plain[0], (powerful or plain)[0]


class Filler:
    """Fills every table of the project that can be filled; `problems` says which could not."""

    def __init__(self, session, catalog, roles):
        self.session, self.catalog = session, catalog
        self.tenants = list(TENANTS)
        self.role_tenants = {}
        if catalog.role_columns:
            for role in roles:
                name = f"role {role}"
                self.tenants.append(name)
                self.role_tenants[role] = name
        self.rows = {}  # relation oid: [Row]
        self.problems = {}
        self.known = {}
        self.serial = 0

    # ---- what a column is -------------------------------------------------------------------------

    def is_users(self, relation):
        if relation.full == "auth.users":
            return True
        keys = relation.keys()
        return len(keys) == 1 and bool(USERS_TABLE.match(relation.name)) and any(
            k["columns"] == keys and self.catalog.relations[k["references"]].full == "auth.users"
            for k in relation.foreign_keys()) or len(keys) == 1 and (
            "auth.uid()" in (relation.by_name[keys[0]]["default"] or "") or
            bool(re.match(r"^(app_)?users?$|^profiles?$", relation.name))
            and self.holds_caller(relation, keys[0]))

    def holds_caller(self, relation, name):
        """Whether a policy of the table itself compares the column with the caller's id."""
        text = " ".join(p[k] or "" for p in relation.policies for k in ("using", "check"))
        text = re.sub(r"\(\s*SELECT\s+(auth\.uid\(\))(?:\s+AS\s+\w+)?\s*\)", r"\1", text, flags=re.I)
        return bool(re.search(rf"(?<![.\w])\"?{re.escape(name)}\"?(?:\)?::\w+)*\s*=\s*\(*\s*(auth\.uid\(\)|"
                              rf"\(*auth\.jwt\(\)\s*->>\s*'sub')|auth\.uid\(\)(?:::\w+)?\s*=\s*\(*{re.escape(name)}\b",
                              text, re.I))

    def remembered(self, what, relation, name, make):
        key = (what, relation.oid, name)
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def kind(self, relation, column):
        """user, tenant, email, role_name, key, role, or None."""
        return self.remembered("kind", relation, column["name"], lambda: self.find_kind(relation, column))

    def find_kind(self, relation, column):
        name = column["name"]
        if name in self.catalog.role_columns and column["category"] == "S":
            return "role_name"
        is_value = column["type"] in ("uuid", "text", "character varying", "integer", "bigint", "citext",
                                      "smallint", "numeric")
        if is_value and (self.is_users(relation) and [name] == relation.keys()
                         or self.holds_caller(relation, name)
                         or "auth.uid()" in (column["default"] or "")):
            return "user"
        claim = self.catalog.claim_columns.get(name, "")
        if is_value and claim and not ROLE_NAME.search(name):
            return "user" if re.search(r"user|uid|(^|_)sub", claim) else "email" if "mail" in claim else "tenant"
        if name in self.catalog.user_columns and name != "id" and is_value:
            return "user"
        if column["category"] == "S" and "email" in name:
            return "email"
        if [name] in [u and sorted(u) for u in relation.unique] and is_value and not self.allowed(relation, name):
            return "key"
        if is_value and USER_NAME.search(name):
            return "user"
        if is_value and TENANT_NAME.search(name) and not self.allowed(relation, name):
            return "tenant"
        if ROLE_NAME.search(name) and (column["type"] == "boolean" or column["category"] in "SE"):
            return "role"
        return None

    def allowed(self, relation, name):
        """The values that a CHECK lists for the column."""
        return self.remembered("allowed", relation, name, lambda: self.find_allowed(relation, name))

    def find_allowed(self, relation, name):
        if relation.by_name[name]["type"] in ("json", "jsonb"):
            return []  # jsonb_typeof(name) = 'object' lists no value
        for text in relation.checks():
            match = re.search(rf"\b{re.escape(name)}\"?\)?(?:::\w+)*\s*=\s*(?:ANY\s*\(\(?ARRAY\[(.*?)\]|('[^']*'))", text) \
                or re.search(r"\bVALUE\)?(?:::\w+)*\s*=\s*ANY\s*\(\(?ARRAY\[(.*?)\]", text)
            if match:
                return re.findall(r"'((?:[^']|'')*)'", match.group(0)) or re.findall(r"\d+", match.group(0))
        return []

    # ---- values -----------------------------------------------------------------------------------

    def choices(self, relation, column):
        """Values of which several rows should show every one; none where any will do."""
        return self.remembered("choices", relation, column["name"],
                               lambda: self.find_choices(relation, column))

    def find_choices(self, relation, column):
        name, allowed = column["name"], self.allowed(relation, column["name"])
        constants = self.catalog.constants.get(name, [])
        if column["array"] or column["generated"]:
            return []
        if column["labels"]:
            return column["labels"][:6]
        if allowed:
            return allowed[:6]
        if column["type"] == "boolean":
            return ["true", "false"] + ([None] if not column["not_null"] and not column["default"] else [])
        if column["type"].startswith("timestamp") or column["type"] == "date":
            return [None, "2030-01-01"] if not column["not_null"] else ["2020-01-01", "2090-01-01"]
        if column["category"] == "S" and constants:
            return ["other", *constants[:4]] if name in self.catalog.excluded else [*constants[:4], "other"]
        if column["category"] == "N" and column["type"] != "money" and constants:
            numbers = [c for c in constants if re.match(r"^-?\d+(\.\d+)?$", c)]
            return list(dict.fromkeys(n for c in numbers[:2] for n in
                                      (c, str(int(float(c)) + 1), str(int(float(c)) - 1))))
        return []

    def value_of_tenant(self, column, tenant):
        if column["type"] == "uuid":
            return tenant_id(tenant)
        return str(number_of(tenant)) if column["category"] == "N" else tenant_id(tenant)

    def value_of_user(self, column, who):
        return str(number_of(who)) if column["category"] == "N" else user_id(who)

    def plain(self, column, tenant, serial):
        """Some value of the type, that tells whose it is where there is room."""
        kind, category = column["type"], column["category"]
        if column["array"]:
            if kind == "uuid":
                return "{" + user_id(tenant) + "}"
            return "{}"
        if kind == "uuid":
            return uuid_of("value", tenant, column["name"], serial)
        if column["labels"]:
            return column["labels"][0]
        if kind in ("json", "jsonb"):
            return '["' + user_id(tenant) + '"]' if re.search(r"acl|member|user|shared", column["name"]) else "{}"
        if category == "S" and kind == "name":
            return f"tenant {tenant}"
        if category == "S":
            size = re.search(r"\((\d+)\)", column["full_type"])
            text = f"tenant {tenant} {serial}"
            return text if not size or int(size.group(1)) >= len(text) else \
                (f"{tenant[:1]}{serial}" + "x" * 9)[:int(size.group(1))]
        if category == "N":
            return str(1 + serial % 5)
        return {"boolean": "false", "date": "2024-01-01", "bytea": "\\x00", "inet": "10.0.0.1",
                "interval": "1 day", "time without time zone": "10:00", "tsvector": "a",
                "point": "(0,0)", "cidr": "10.0.0.0/8", "daterange": "[2024-01-01,2024-01-02)",
                "tstzrange": "[2024-01-01,2024-01-02)", "int4range": "[1,2)", "macaddr": "08:00:2b:01:02:03",
                "xml": "<a/>", "hstore": "", "ltree": "a", "bit": "0", "int8range": "[1,2)"}.get(
                    kind, "2024-01-01" if kind.startswith("timestamp") else None)

    def referred(self, relation, key, tenant, who, variant):
        """The values of a foreign key: a row of the same tenant, its user's where there is one."""
        target = self.catalog.relations[key["references"]]
        rows = [row for row in self.rows.get(target.oid, ()) if row.tenant == tenant]
        rows = [r for r in rows if r.who == who] or [r for r in rows if r.who == tenant] or rows
        # The first is what claims and tenant columns mean; the others come where keys must differ.
        return [rows[variant % len(rows)].values.get(name) for name in key["referenced"]] if rows else None

    def row(self, relation, tenant, who, variant, serial):
        """A row of the tenant's: `who` is its user (E an admin of A, F a member of both)."""
        values, wheels = {}, []
        keys_by_column = {}
        for key in relation.foreign_keys():
            for column in key["columns"]:
                keys_by_column.setdefault(column, []).append(key)
        stride = 1
        for column in relation.columns:
            if column["generated"]:
                continue
            name, kind = column["name"], self.kind(relation, column)
            constants = self.catalog.constants.get(name, [])
            if column["array"]:
                values[name] = self.plain(dict(column), who if column["type"] == "uuid" else tenant, serial)
            elif kind == "role_name":
                values[name] = tenant[5:] if tenant.startswith("role ") else f"tenant_{tenant.lower()}"
            elif kind == "user":
                values[name] = self.value_of_user(column, who)
            elif kind == "tenant":
                values[name] = self.value_of_tenant(column, tenant)
            elif kind == "email":
                values[name] = f"{who.lower().replace(' ', '-')}@example.com" if variant == 0 else \
                    f"{who.lower().replace(' ', '-')}+{serial}@example.com" if any(name in u for u in relation.unique) \
                    else f"{who.lower().replace(' ', '-')}@example.com"
            elif kind == "key":
                values[name] = self.key_value(relation, column, tenant, variant, serial)
            elif kind == "role" and (who in ("E", "A", "F") or column["labels"]
                                     or self.allowed(relation, name) or constants):
                pair = plain_and_powerful(column, constants, self.allowed(relation, name))
                values[name] = pair[who == "E"]
            else:
                choices = self.choices(relation, column)
                if choices:
                    values[name] = choices[(variant // stride) % len(choices)] \
                        if stride <= MOST_VARIANTS else choices[(variant * 7 + len(wheels)) % len(choices)]
                    wheels.append(name)
                    stride *= len(choices)
                else:
                    values[name] = self.plain(column, tenant, serial)
        for key in relation.foreign_keys():
            if key["references"] == relation.oid:
                own = [values.get(r) for r in key["referenced"]]
                for name, value in zip(key["columns"], own):
                    if name not in relation.keys() and not relation.by_name[name]["generated"]:
                        has_none = variant % 2 == 0 and not relation.by_name[name]["not_null"]
                        values[name] = None if has_none else value
                continue
            target = self.catalog.relations[key["references"]]
            spread = variant if not self.is_users(target) and any(
                set(key["columns"]) == u for u in relation.unique) else 0
            found = self.referred(relation, key, tenant, who, spread)
            for number, name in enumerate(key["columns"]):
                if relation.by_name[name]["generated"]:
                    continue
                if found and found[number] is not None:
                    values[name] = found[number]
                elif not found:
                    values[name] = None
        return values

    def key_value(self, relation, column, tenant, variant, serial):
        if column["type"] == "uuid":
            return tenant_id(tenant) if variant == 0 else uuid_of(relation.full, tenant, column["name"], serial)
        if column["category"] == "N":
            return self.number_key(column, tenant, variant, serial)
        return self.plain(column, tenant, serial)

    def number_key(self, column, tenant, variant, serial):
        """Rows on either side of a number that a policy compares the key with."""
        bounds = [c for c in self.catalog.constants.get(column["name"], []) if re.match(r"^-?\d{1,9}$", c)]
        if variant == 0:
            return str(number_of(tenant))
        if bounds and variant <= 2:
            away = 1 + self.tenants.index(tenant) if tenant in self.tenants else 5
            return str(int(bounds[0]) + (away if variant == 2 else -away))
        return str(100000 + serial)

    # ---- filling ----------------------------------------------------------------------------------

    def insert(self, relation, values, who):
        """Tries the row, then others where a CHECK refuses it. Answers the error or None, and the
        row as PostgreSQL holds it."""
        for _ in range(6):
            result = self.session.query("savepoint one; " + insert_text(relation, values)
                                        + " returning tableoid::bigint, ctid, *")
            if not result.state:
                self.session.must("release savepoint one")
                if not result.rows:
                    return None, (values, None)  # a rule or trigger took it
                names = [c["name"] for c in relation.columns]
                return None, (dict(zip(names, result.rows[0][2:])), tuple(result.rows[0][:2]))
            self.session.must("rollback to savepoint one")
            if result.state == "23514":
                fixed = self.satisfy(relation, values, result.message, who)
                if fixed is None:
                    return result, None
                values = fixed
                continue
            return result, None
        return result, None

    def satisfy(self, relation, values, message, who):
        """Other values for the columns of the CHECK that refused the row."""
        match = re.search(r'check constraint "([^"]+)"', message)
        columns = next((k["columns"] for k in relation.constraints
                        if match and k["kind"] == "c" and k["name"] == match.group(1)), None)
        if columns is None:
            columns = [c["name"] for c in relation.columns if c["domain_checks"]]
        text = " ".join(relation.checks())
        pools = []
        columns = [c for c in columns or [] if not relation.by_name[c]["generated"]][:4]
        bare = {name: value for name, value in values.items()
                if name not in columns or not relation.by_name[name]["default"]}
        if len(bare) < len(values):
            self.session.must("savepoint bare")
            result = self.session.query(insert_text(relation, bare))
            self.session.must("rollback to savepoint bare")
            if not result.state or result.state == "23514" and match and match.group(1) not in result.message:
                return bare
        for name in columns:
            column = relation.by_name[name]
            colleague = [self.value_of_user(column, who + "1")] if self.kind(relation, column) == "user" \
                and who in TENANTS else []
            pools.append([values.get(name), *colleague, *self.candidates(relation, column, text)])
        self.session.must("savepoint many")
        for tried in itertools.islice(itertools.product(*pools), 1, 400):
            other = dict(values, **dict(zip(columns, tried)))
            result = self.session.query(insert_text(relation, other))
            self.session.must("rollback to savepoint many")
            if not result.state or result.state == "23514" and match and match.group(1) not in result.message:
                return other
        return None

    def candidates(self, relation, column, text):
        self.serial += 1
        n = self.serial
        listed = self.choices(relation, column) + ([] if column["not_null"] else [None])
        if column["category"] == "N":
            numbers = re.findall(r"-?\d+(?:\.\d+)?", text)[:12]
            return listed + list(dict.fromkeys(["1", "0", "2", "10", "50", "100", "-1", "0.5", *numbers]))
        if column["category"] == "S":
            return listed + [f"abc{n}", f"a{n}", "A" + str(n), f"x{n}@example.com", f"https://example.com/{n}",
                             f"abc-def-{n}", "USD", "en", "en-US", "#aabbcc", "+15551234567", f"{n:05d}",
                             f"{n:06d}", "10:00", "2024-01-01", "2024-01", "x" * 20, "x" * 40, "x" * 64,
                             "x" * 120, uuid_of(n), "a" * 3, "AB", "ABC", f"ABC{n}", "0x" + "a" * 40, "1.0.0"]
        if column["type"] in ("json", "jsonb"):
            return listed + ["{}", "[]", '""', "0"]
        if column["type"] == "boolean":
            return ["true", "false", *listed]
        if column["type"].startswith(("timestamp", "date")):
            return listed + ["2024-01-01", "2024-01-02", "2099-01-01"]
        if column["type"].startswith("time "):
            return listed + ["09:00", "17:00"]
        if column["array"]:
            return listed + ["{}", "{a}", "{1}"]
        return listed

    def order(self):
        """Referred tables first; circles as they come."""
        done, order = set(), []

        def visit(relation, path):
            if relation.oid in done or relation.oid in path:
                return
            for key in relation.foreign_keys():
                target = self.catalog.relations.get(key["references"])
                if target:
                    visit(target, path | {relation.oid})
            done.add(relation.oid)
            order.append(relation)
        for relation in self.catalog.own:
            visit(relation, frozenset())
        return order

    def variants(self, relation):
        if relation.full == "auth.users":
            return MOST_COLLEAGUES
        count = 1
        for column in relation.columns:
            if self.kind(relation, column) in (None, "role"):
                count *= max(1, len(self.choices(relation, column)))
        return min(count, MOST_VARIANTS) if count > 1 else 3

    def is_membership(self, relation):
        kinds = [self.kind(relation, c) for c in relation.columns]
        others = [k for k in relation.foreign_keys()
                  if not self.is_users(self.catalog.relations[k["references"]])]
        return self.has_user(relation) and (bool(others) or "tenant" in kinds)

    def has_user(self, relation):
        return "user" in [self.kind(relation, c) for c in relation.columns] or any(
            self.is_users(self.catalog.relations[k["references"]]) for k in relation.foreign_keys())

    def fill(self):
        """In one transaction of the superuser's, with triggers off: what they would write is not
        known to be the tenant's."""
        self.session.must("begin; set local session_replication_role = replica")
        own = {relation.oid for relation in self.catalog.own}
        users = self.catalog.names.get("auth.users")
        for relation in ([users] if users and users.oid not in own else []) + self.order():
            if relation.kind not in ("r", "p") or relation.oid in self.rows:
                continue
            if relation.kind == "p":
                self.fill_partitioned(relation)
                continue
            if relation.oid in own or relation is users:
                self.fill_relation(relation)
            else:
                self.adopt(relation)
            # A table at a time: the locks of hundreds do not fit into one transaction.
            self.session.must("commit; begin; set local session_replication_role = replica")
        self.session.must("commit")
        for relation in self.catalog.own:
            if relation.kind == "m":
                self.session.query(f"refresh materialized view {relation_name(relation)}")

    def fill_partitioned(self, relation):
        """Through its partitions, each with rows inside its bounds; one is made where there is none."""
        parts = [r for r in self.catalog.own if r.parent == relation.oid]
        if not parts and not relation.partition:
            name = f"{quoted(relation.schema)}.{quoted(relation.name[:40] + '_rest')}"
            self.session.query(f"savepoint one; create table {name} partition of {relation_name(relation)} default")
            self.fill_relation(relation)
        for part in parts:
            if part.oid not in self.rows:
                self.fill_relation(part) if part.kind == "r" else self.fill_partitioned(part)
            self.rows.setdefault(relation.oid, []).extend(self.rows[part.oid])
        self.rows.setdefault(relation.oid, [])

    def within_bounds(self, relation, values):
        """The partition key's values by the lower bounds, up to the root."""
        while relation.partition:
            parent = self.catalog.relations[relation.parent]
            keys = re.findall(r'"?(\w+)"?', (parent.partition_key or "").partition("(")[2])
            bound = (relation.bound or "").split(" TO ")[0]
            found = re.findall(r"'((?:[^']|'')*)'|\b(-?\d+)\b", bound)
            for key, (text, number) in zip(keys, found if "WITH" not in bound else ()):
                if key in values:
                    values[key] = text or number
            relation = parent

    def adopt(self, relation):
        """Rows of the platform's own tables that are there already are nobody's in particular."""
        result = self.session.query(f"savepoint one; select * from {relation_name(relation)} limit 1")
        self.session.must("rollback to savepoint one")
        names = [c["name"] for c in relation.columns]
        self.rows[relation.oid] = [Row(t, t, dict(zip(names, row)), None)
                                   for row in result.rows for t in self.tenants]

    def wanted(self, relation):
        """(tenant, user, variant) of the rows to make."""
        if re.search(r"(^|_)(super_?)?(admin|staff|moderator|operator)s?(_users?)?$", relation.name) and \
                not self.is_users(relation):
            if self.has_user(relation):
                yield "A", "E", 0  # to have a row there is the power
                yield "B", "B1", 1
                return
            if any(self.kind(relation, c) == "role_name" for c in relation.columns):
                yield "A", "A", 0  # by a login: none that callers here have, who share one
                yield "B", "B", 0
                return
        for tenant in self.tenants:
            for variant in range(self.variants(relation)):
                yield tenant, tenant, variant
        if self.has_user(relation) or self.is_users(relation):
            yield "A", "E", 0
            yield "A", "F", 0
            if self.is_membership(relation):
                yield "B", "F", 0
        if self.unowned(relation):
            yield NOBODY, "A", MOST_VARIANTS + 1

    def unowned(self, relation):
        """The columns of whose row it is that a policy allows to be NULL, or compares with a setting,
        which is empty where nobody is signed in."""
        text = " ".join(p[k] or "" for p in relation.policies for k in ("using", "check"))
        return [c["name"] for c in relation.columns
                if c["name"] in self.catalog.setting_columns and c["category"] == "S"] + \
            [c["name"] for c in relation.columns if not c["not_null"] and c["name"] not in relation.keys()
                and re.search(rf"\b{re.escape(c['name'])}\b\"?\)* IS (NULL|NOT DISTINCT)", text)
                and (self.kind(relation, c) in ("user", "tenant", "email")
                     or any(c["name"] in k["columns"] for k in relation.foreign_keys()))]

    def fill_relation(self, relation):
        made, error = [], None
        for tenant, who, variant in self.wanted(relation):
            problem, found = self.try_row(relation, tenant, who, variant)
            if problem and problem.state == "23505" and who == tenant and 0 < variant < MOST_COLLEAGUES:
                # One row for each user: a colleague's.
                who = f"{tenant}{variant}"
                problem, found = self.try_row(relation, tenant, who, variant)
            if problem:
                error = problem if problem.state != "23505" else error
            elif found[1]:
                made.append(Row(tenant, who, *found))
        self.rows[relation.oid] = made
        if not {"A", "B"} <= {row.tenant for row in made}:
            self.problems[relation.full] = f"{error.state} {error.message}" if error else \
                "the keys leave no room for a row of each tenant"

    def try_row(self, relation, tenant, who, variant):
        self.serial += 1
        values = self.row(relation, "A" if tenant == NOBODY else tenant, who, variant, self.serial)
        for name in self.unowned(relation) if tenant == NOBODY else ():
            values[name] = "" if name in self.catalog.setting_columns else None
        if relation.full == "auth.users":
            values = {"id": user_id(who), "email": f"{who.lower().replace(' ', '-')}@example.com",
                      "aud": "authenticated", "role": "authenticated"}
            values = {name: value for name, value in values.items() if name in relation.by_name}
        self.within_bounds(relation, values)
        return self.insert(relation, values, who)


def relation_name(relation):
    return f"{quoted(relation.schema)}.{quoted(relation.name)}"


def insert_text(relation, values, target=None):
    target = target or relation_name(relation)
    names = [n for n in values if not relation.by_name[n]["generated"]]
    if not names:
        return f"insert into {target} default values"
    return (f"insert into {target} ({', '.join(map(quoted, names))}) values "
            f"({', '.join(literal(values[n]) for n in names)})")
