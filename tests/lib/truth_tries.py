"""What a caller can do to a table, tried: the four commands, each in a transaction that is taken back.

Triggers and foreign keys are off meanwhile: row security is what is judged, and a cascade or a
refused deletion would only hide it. A blind command reads nothing, so no SELECT policy narrows it; an
aimed one names its row. Where one row refuses a command for all (a check, a key), the others are taken
away first and the command is tried on each row alone.
"""
import re

from postgres_session import affected, literal, quoted
from truth_rows import NOBODY, insert_text, relation_name

MOST_ROWS = 8  # tried one by one


class Try:
    """What happened: `touched` rows, of which `foreign`, and `unowned` that are no tenant's; `state`,
    `message` where it was refused."""

    def __init__(self, caller, way, touched=0, foreign=0, whose="", state=None, message="", sql=""):
        self.unowned = 0
        self.caller, self.way, self.touched, self.foreign = caller, way, touched, foreign
        self.whose, self.state, self.message, self.sql = whose, state, message, sql


class Table:
    """One table as one role meets it; `view`: through that view, which shows its columns."""

    def __init__(self, session, catalog, filler, relation, role, view=None):
        self.session, self.catalog, self.filler = session, catalog, filler
        self.relation, self.role, self.name = relation, role, relation_name(relation)
        self.view, self.target = view, relation_name(view or relation)
        self.places = {}  # (tableoid, ctid): Row, of this table and of its partitions
        self.rows = []
        family = {relation.oid}
        known = {row.place: row for rows in filler.rows.values() for row in rows if row.place}
        for place in self.all_places():
            family.add(int(place[0]))
            self.places[place] = known.get(place)
            if known.get(place):
                self.rows.append(known[place])
        self.kinds = {c["name"]: filler.kind(relation, c) for c in relation.columns}
        # In circles, so that the first few show every tenant.
        turns = [[row for row in self.rows if row.tenant == t] for t in [*filler.tenants, NOBODY]]
        self.rows = [row[n] for n in range(max(map(len, turns), default=0)) for row in turns if n < len(row)]

    def all_places(self):
        return {tuple(row) for row in self.session.must(f"select tableoid::bigint, ctid from {self.name}")}

    def granted(self, privilege):
        if privilege not in self.__dict__:
            rows = self.session.must(
                f"select attname from pg_attribute where attrelid = {(self.view or self.relation).oid} and attnum > 0 and "
                f"not attisdropped and has_column_privilege({literal(self.role)}, attrelid, attnum, "
                f"'{privilege}')")
            self.__dict__[privilege] = {row[0] for row in rows if row[0] in self.relation.by_name}
        return self.__dict__[privilege]

    def identity(self):
        """The columns that say whose a row is."""
        names = {n for n, kind in self.kinds.items() if kind in ("user", "tenant", "email", "role_name")}
        for key in self.relation.foreign_keys():
            names |= set(key["columns"])
        names |= {n for n in self.relation.keys() if self.kinds.get(n) == "user"}
        return {n for n in names if not self.relation.by_name[n]["generated"]}

    # ---- one try ----------------------------------------------------------------------------------

    def attempt(self, caller, way, command, only=None, without=None, counts=None):
        """`only`: the row that is left in the table; `without`: one that is taken out first. `counts`:
        the foreign rows that each touched row stands for; without it the rows are looked up."""
        begin = "begin; set local session_replication_role = replica; "
        begin += "set constraints all deferred; "
        if only:
            begin += f"delete from {self.name} where (tableoid::bigint, ctid) <> ({only[0]}, '{only[1]}'::tid); "
        if without:
            begin += f"delete from {self.name} where (tableoid::bigint, ctid) = ({without[0]}, '{without[1]}'::tid); "
        looks = counts is None and not command.startswith("select")
        places = ["set local role none", f"select tableoid::bigint, ctid from {self.name}"] if looks else []
        prepared, result, *answers = self.session.queries([begin + caller.become(), command, *places, "rollback"])
        if prepared.state:
            return Try(caller.name, way, state=prepared.state, message=prepared.message, sql=begin)
        done = Try(caller.name, way, state=result.state, message=result.message or "",
                   sql=begin + caller.become() + "; " + command)
        if not result.state:
            if counts is not None:
                done.touched = affected(result)
                done.foreign = done.touched if counts else 0
                done.whose = counts or ""
            else:
                if command.startswith("select"):
                    places = {tuple(row) for row in result.rows}
                else:
                    left = {tuple(row) for row in answers[1].rows}
                    places = ({only} if only else set(self.places)) - left
                self.look_up(done, caller, places)
        return done

    def look_up(self, done, caller, places):
        done.touched = len(places)
        for place in places:
            row = self.places.get(place)
            if caller.name == "N" and row is None:
                done.foreign += 1  # of the migrations: somebody's, or everybody's
            elif row and caller.is_foreign(row.tenant):
                done.foreign += 1
                done.whose = f"a row of {row.tenant}'s"
            elif row and row.tenant in caller.shared:
                done.unowned += 1

    # ---- the commands -----------------------------------------------------------------------------

    def tries(self, caller, command):
        return {"SELECT": self.select, "INSERT": self.insert, "UPDATE": self.update,
                "DELETE": self.delete}[command](caller)

    def select(self, caller):
        done = self.attempt(caller, "all", f"select tableoid::bigint, ctid from {self.name}")
        if done.state == "42501" and self.granted("SELECT") and len(self.granted("SELECT")) < len(self.relation.columns):
            column = quoted(sorted(self.granted("SELECT"))[0])
            found = [done]
            for row in self.some_rows(caller):
                found.append(self.attempt(caller, "one", f"select {column} from {self.name}", only=row.place,
                                          counts=f"a row of {row.tenant}'s" if caller.is_foreign(row.tenant) else ""))
            return found
        return [done]

    def delete(self, caller):
        return [self.attempt(caller, "all", f"delete from {self.target}")]

    def some_rows(self, caller, foreign_first=True):
        mixed = sorted(self.rows, key=lambda row: caller.is_foreign(row.tenant) != foreign_first)
        foreign = [row for row in mixed if caller.is_foreign(row.tenant)][:MOST_ROWS]
        return foreign + [row for row in mixed if not caller.is_foreign(row.tenant)][:3] + \
            [row for row in mixed if row.tenant == NOBODY]

    def insert(self, caller):
        """Copies of rows that are there, which PostgreSQL takes for certain but for row security."""
        granted, found = self.granted("INSERT"), []
        names = [n for n in self.rows[0].values if n in granted and not self.relation.by_name[n]["generated"]] \
            if self.rows else []
        whole = self.identity() <= set(names)
        if not names:
            return [self.attempt(caller, "default values", f"insert into {self.target} default values", counts="")]
        for row in self.some_rows(caller):
            values = {n: row.values[n] for n in names}
            counts = f"a row of {row.tenant}'s" if caller.is_foreign(row.tenant) and whole else ""
            done = self.attempt(caller, "copy", insert_text(self.relation, values, self.target), without=row.place, counts=counts)
            done.unowned = done.touched if row.tenant in caller.shared else 0
            found.append(done)
            if done.foreign:
                break
        return found

    def update(self, caller):
        granted = {n for n in self.granted("UPDATE") if not self.relation.by_name[n]["generated"]}
        if not granted or not self.rows:
            # Without a grant: whatever column, it is refused.
            column = next((c["name"] for c in (self.view or self.relation).columns if not c["generated"]), None)
            return [self.attempt(caller, "blind", f"update {self.target} set {quoted(column)} = null")] if column else []
        plain = [c["name"] for c in self.relation.columns if c["name"] in granted
                 and c["name"] not in self.identity() and self.kinds[c["name"]] is None]
        found = []
        own = [row for row in self.rows if not caller.is_foreign(row.tenant)] or self.rows
        for name in plain[-2:]:
            done = self.attempt(caller, "blind", self.set_text({name: own[0].values[name]}))
            found.append(done)
            if done.foreign:
                break
        if found and not any(done.touched or done.state for done in found):
            return found  # no row may be changed, whatever is written
        if not any(done.foreign for done in found) and (not found or any(d.state for d in found)):
            found += self.update_one_by_one(caller, plain, granted)
        if not any(done.foreign for done in found):
            found += self.hand_over(caller, granted, "take")
        found += self.hand_over(caller, granted, "give")
        return found

    def set_text(self, values, where=""):
        return (f"update {self.target} set "
                + ", ".join(f"{quoted(n)} = {literal(v)}" for n, v in values.items()) + where)

    def update_one_by_one(self, caller, plain, granted):
        found = []
        for row in self.some_rows(caller):
            name = plain[-1] if plain else sorted(granted)[0]
            for way, only, where in (("blind, one row", row.place, ""),
                                     ("aimed", None, f" where ctid = '{row.place[1]}'"))[:1 if self.view else 2]:
                done = self.attempt(caller, way, self.set_text({name: row.values[name]}, where), only=only)
                found.append(done)
                if done.foreign:
                    return found
        return found

    def hand_over(self, caller, granted, way):
        """take: a foreign row is made the caller's. give: a row that is not foreign is made B's."""
        names = self.identity()
        if not names or way == "give" and not names <= granted:
            return []
        names = names & granted
        sources = [row for row in self.rows if caller.is_foreign(row.tenant) == (way == "take")]
        targets = [row for row in self.rows if (row.tenant == "D" if way == "give" else not caller.is_foreign(row.tenant)
                                                and row.who == caller.name)] or \
            [row for row in self.rows if not caller.is_foreign(row.tenant)] * (way == "take")
        found = []
        if not targets or not names:
            return []
        for row in sources[:MOST_ROWS]:
            values = {n: targets[0].values[n] for n in sorted(names)}
            for where, only in (("", row.place), (f" where ctid = '{row.place[1]}'", None))[:1 if self.view else 2]:
                done = self.attempt(caller, way, self.set_text(values, where), only=only,
                                    counts=f"a row of {row.tenant}'s" if way == "take" else "a row made D's")
                found.append(done)
                if done.foreign:
                    return found
        return found


class View:
    """A view's answer has no places: a row is foreign that shows an id or text of another tenant's."""

    def __init__(self, session, catalog, filler, relation, role):
        self.session, self.relation, self.role = session, relation, role
        self.name = relation_name(relation)
        below = session.must("select distinct d.refobjid::bigint from pg_rewrite r join pg_depend d on d.objid = r.oid "
                             "and d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass "
                             f"where r.ev_class = {relation.oid} and d.refobjid <> r.ev_class")
        below = [catalog.relations[int(row[0])] for row in below if int(row[0]) in catalog.relations]
        # Written through where it stands on one table: what PostgreSQL can update by itself.
        self.table = Table(session, catalog, filler, below[0], role, relation) \
            if len(below) == 1 and below[0].kind in ("r", "p") and relation.kind == "v" else None
        self.marks = {}
        for rows in filler.rows.values():
            for row in rows:
                for value in row.values.values():
                    for mark in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}|tenant [A-Z]\b|\b[a-z]\d?@example\.com",
                                           value or ""):
                        self.marks.setdefault(mark, set()).add(row.tenant)
        self.marks = {mark: next(iter(of)) for mark, of in self.marks.items() if len(of) == 1}

    def tries(self, caller, command):
        if command != "SELECT":
            return self.table.tries(caller, command) if self.table else None
        _, result, _ = self.session.queries(["begin; " + caller.become(), f"select * from {self.name}", "rollback"])
        done = Try(caller.name, "all", state=result.state, message=result.message or "",
                   sql=caller.become() + f"; select * from {self.name}")
        for row in result.rows if not result.state else ():
            done.touched += 1
            text = " ".join(value or "" for value in row)
            tenants = {of for mark, of in self.marks.items() if mark in text}
            if tenants and all(map(caller.is_foreign, tenants)):
                done.foreign += 1
                done.whose = f"a row of {sorted(tenants)[0]}'s"
        return [done]
