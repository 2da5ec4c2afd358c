"""Who asks in tests/truth: a member of tenant A or of B, an admin of A (E), a member of both (F), and
nobody (N); what of the rows is theirs, and how a session becomes them.
"""
import json
import re

from postgres_session import literal
from truth_catalog import PLAIN_NAMES, ROLE_NAME, ROLE_NAMES
from truth_rows import NOBODY, number_of, tenant_id, user_id

HOME = {"A": ("A",), "B": ("B",), "E": ("A",), "F": ("A", "B"), "N": ()}
RESERVED = ("sub", "role", "email", "aud", "exp", "iat", "iss", "session_id", "phone")


class Caller:
    def __init__(self, name, role, catalog, role_tenants):
        self.name, self.role = name, role
        self.tenants = set(HOME[name])
        self.shared = (NOBODY,)  # rows that are no tenant's; of a role of the API: all callers'
        if role in role_tenants and role in ("anon", "authenticated"):
            self.shared += (role_tenants[role],)
        elif role in role_tenants:
            self.tenants.add(role_tenants[role])  # its own rows, by current_user
        self.settings = {"request.jwt.claims": json.dumps(self.claims(catalog)) if name != "N" or role in
                         ("anon", "authenticated") else ""}
        for setting, kind in catalog.settings.items():
            self.settings[setting] = "" if name == "N" else str(self.value(setting, kind, catalog))

    def is_foreign(self, tenant):
        return tenant not in self.tenants and (tenant not in self.shared or not self.tenants)

    def claims(self, catalog):
        claims = {"role": self.role}
        if self.name == "N":
            return claims
        claims.update(sub=user_id(self.name), email=f"{self.name.lower()}@example.com", aud="authenticated",
                      aal="aal2" if self.name == "E" else "aal1", is_anonymous=False,
                      app_metadata={}, user_metadata={})
        for path, kind in catalog.claims.items():
            if len(path) == 1 and path[0] in RESERVED:
                continue
            place = claims
            for key in path[:-1]:
                if not isinstance(place.get(key), dict):
                    place[key] = {}
                place = place[key]
            if not isinstance(place.get(path[-1]), dict):
                # What users may write themselves, a caller of bad will has written.
                forged = any("user_meta" in key for key in path[:-1])
                place[path[-1]] = self.value(path[-1], kind, catalog, forged)
        return claims

    def value(self, name, kind, catalog, forged=False):
        tenant = HOME[self.name][0]
        who = self.name
        powerful = self.name == "E" or forged
        if forged:
            tenant = who = "B" if tenant == "A" else "A"
        known = catalog.claim_constants.get(name, [])
        if re.search(r"ban|block|disabled|suspend|delet", name):
            return False
        if kind in ("bool", "boolean"):
            return powerful
        if ROLE_NAME.search(name) or known:
            strong = sorted((r for r in ROLE_NAMES if r in known), key=known.count, reverse=True) or known or ["admin"]
            weak = [c for c in known if c in PLAIN_NAMES] or ["user"]
            return (strong if powerful else weak)[0]
        is_number = kind in ("int", "integer", "bigint", "int4", "int8", "smallint", "numeric")
        if re.search(r"mail", name):
            return f"{who.lower()}@example.com"
        if re.search(r"user|uid|(^|[._])sub$|owner", name):
            return number_of(who) if is_number else user_id(who)
        return number_of(tenant) if is_number else tenant_id(tenant)

    def become(self):
        parts = [f"set_config({literal(name)}, {literal(value)}, true)"
                 for name, value in self.settings.items()]
        return "select " + ", ".join([*parts, f"set_config('role', {literal(self.role)}, true)"])


def write_metadata(session, catalog):
    """What tokens are made of, in auth.users: some ask there."""
    users = catalog.names.get("auth.users")
    if not users or "raw_user_meta_data" not in users.by_name:
        return
    for name in "ABEF":
        claims = Caller(name, "authenticated", catalog, {}).claims(catalog)
        session.must(f"set session_replication_role = replica; update auth.users set raw_user_meta_data = "
                     f"{literal(json.dumps(claims['user_metadata']))}, raw_app_meta_data = "
                     f"{literal(json.dumps(claims['app_metadata']))} where id = '{user_id(name)}'; "
                     "set session_replication_role = origin")


def callers(role, is_anonymous, catalog, role_tenants):
    names = "N" if is_anonymous else "ABEFN"
    return [Caller(name, role, catalog, role_tenants) for name in names]
