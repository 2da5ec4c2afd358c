"""Cases of tests/access_fuzz in PostgreSQL and before lintel: tables with random policies, filled with
rows of two tenants, probed, and held against what lintel says of the same text."""
import collections
import json
import os
import re
import subprocess
import tempfile
import time

import access_grammar as grammar
from postgres_session import Session

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SAFE = ("denied", "own", "shared")
COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")
SETTINGS = ("set search_path = public, extensions; set statement_timeout = '60s'; "
            "set client_min_messages = error; set check_function_bodies = off")

# What one caller did by one command (tests/lib/access_probe.sql).
Answer = collections.namedtuple("Answer", "caller role command way touched foreign example state")
# What PostgreSQL says to a verdict. `kind` "wrong" fails; the others are counted.
Remark = collections.namedtuple("Remark", "kind role command caller verdict text")
WRONG, UNWITNESSED = "wrong", "leak that nobody witnessed"
BY_ALL, UNSEEN = "privileged, and a plain member gets in", "published, and no row was seen"


class World:
    """A server with the platform in a template."""

    def __init__(self, server):
        self.server = server
        self.template = server.database()
        server.run("postgres", f"alter database {self.template} set timezone = 'UTC'")
        for file in ("supabase.sql", "supabase_legacy_grants.sql"):
            with open(os.path.join(ROOT, "platforms", file), "rb") as opened:
                server.run(self.template, opened.read(), check=False)


class Batch:
    """A database with the schema around the cases, and those of the tables that PostgreSQL takes."""

    def __init__(self, world, base, tables):
        self.world, self.base = world, base
        self.database = world.server.database(world.template)
        self.session = Session(world.server.folder, self.database)
        self.session.must(SETTINGS)
        self.session.must(base)
        with open(os.path.join(HERE, "access_probe.sql"), encoding="utf-8") as file:
            self.session.must(file.read().replace("{columns}", re.sub(
                r" references [\w.]+ \(id\)", "", grammar.COLUMNS)))
        self.tables = [table for table in map(self.load, tables) if table]

    def close(self):
        self.session.close()
        self.world.server.drop(self.database)

    def load(self, table):
        """The table as far as PostgreSQL takes it, filled; None where no policy is left."""
        self.session.must("\n".join(grammar.table_sql(table)))
        policies = [policy for policy in table.policies
                    if not self.session.query(grammar.policy_sql(policy, table.name)).state]
        if not policies:
            return None
        table = table._replace(policies=policies)
        if table.view and self.session.query(grammar.view_sql(table)).state:
            table = table._replace(view=None)
        self.fill(table)
        return table

    def fill(self, table):
        self.session.must("begin; set local session_replication_role = replica; "
                          f"insert into public.{table.name} select * from probe.template; commit")

    def probe(self, name, base):
        """(answers, error)"""
        result = self.session.query(f"select (probe.run('{name}', '{base}')).*")
        if result.state:
            return [], f"{result.state} {result.message}"
        return [Answer(*r[:4], int(r[4]), int(r[5]), *r[6:]) for r in result.rows], None

    def text(self, tables=None):
        return project_text(self.base, self.tables if tables is None else tables)

    # ---- making a case smaller --------------------------------------------------------------------

    def remarks_alone(self, lintel, table, is_view):
        """What is said of the table when it stands alone: nothing of it stays."""
        session = self.session
        session.must(f"begin; drop table public.{table.name} cascade")
        try:
            statements = [*grammar.table_sql(table), *(grammar.policy_sql(policy, table.name)
                                                       for policy in table.policies),
                          *([grammar.view_sql(table)] if table.view else [])]
            if is_view and not table.view or session.query("\n".join(statements)).state:
                return []
            session.must("set local session_replication_role = replica; "
                         f"insert into public.{table.name} select * from probe.template; "
                         "set local session_replication_role = origin")
            name = names_of(table)[is_view]
            answers, _ = self.probe(name, table.name)
        finally:
            session.query("rollback")
        return list(remarks(verdicts(lintel, self.text([table])), name, answers))

    def shrink(self, lintel, table, is_view, remark, seconds):
        """The smallest table of which the same is said, as far as the time goes, and what is said."""
        until, changed = time.monotonic() + seconds, True
        while changed:
            changed = False
            for other in grammar.smaller_tables(table):
                if time.monotonic() > until:
                    return table, remark
                same = next((r for r in self.remarks_alone(lintel, other, is_view)
                             if r[:4] == remark[:4]), None)
                if same:
                    table, remark, changed = other, same, True
                    break
        return table, remark


def project_text(base, tables):
    parts = [base]
    for table in tables:
        parts += grammar.table_sql(table)
        parts += [grammar.policy_sql(policy, table.name) for policy in table.policies]
        parts += [grammar.view_sql(table)] if table.view else []
    return "\n".join(parts) + "\n"


def names_of(table):
    """The relations of a case that are asked: the table, and its view."""
    return [table.name] + ([table.view.name] if table.view else [])


def verdicts(lintel, text):
    """{(table, role, command): cell}, as lintel says it of the text."""
    with tempfile.TemporaryDirectory(prefix="access-fuzz-") as folder:
        path = os.path.join(folder, "supabase", "migrations")
        os.makedirs(path)
        with open(os.path.join(path, "20240105120000_init.sql"), "w", encoding="utf-8") as file:
            file.write(text)
        done = subprocess.run([lintel, "check", folder, "--platform", "supabase", "--default-grants",
                               "legacy", "--access", "--format", "json"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
        if done.returncode not in (0, 1) or not done.stdout:
            raise RuntimeError(f"lintel ended with {done.returncode}: "
                               f"{done.stderr.decode('utf-8', 'replace')[-3000:]}")
    cells = {}
    for cell in json.loads(done.stdout)["cells"]:
        name = cell.get("table", "").removeprefix("public.")
        cells[(name, cell["role"], cell["command"].upper())] = cell
    return cells


def remarks(cells, name, answers):
    """What PostgreSQL says to the verdicts of one table or view."""
    foreign, failed = collections.Counter(), set()
    for answer in answers:
        foreign[(answer.role, answer.command)] += answer.foreign
        foreign[(answer.caller, answer.command)] += answer.foreign
        failed |= {(answer.role, answer.command)} if answer.state and answer.state[:5] != "42501" else set()
    for answer in answers:
        cell = cells.get((name, answer.role, answer.command))
        if cell is None:
            yield Remark(WRONG, answer.role, answer.command, answer.caller, "no cell", "")
            continue
        verdict = cell["nobody"] if answer.caller == "N" else cell["verdict"]
        if verdict in SAFE and answer.foreign or verdict == "denied" and answer.touched:
            yield Remark(WRONG, answer.role, answer.command, answer.caller, verdict,
                         f"{answer.touched} rows are touched, {answer.foreign} of them foreign "
                         f"({answer.way}), for one {answer.example}; {cell.get('reason')}")
    for (role, command), caller in [((r, c), "N") for r in ("authenticated",) for c in COMMANDS] + \
            [((r, c), r) for r in ("authenticated", "anon") for c in COMMANDS]:
        cell = cells.get((name, role, command))
        if cell is None or (role, command) in failed:
            continue
        verdict = cell["nobody"] if caller == "N" else cell["verdict"]
        said = (role, command, caller, verdict, str(cell.get("reason")))
        if verdict == "leak" and not foreign[(caller, command)]:
            yield Remark(UNWITNESSED, *said)
        elif verdict == "published" and not foreign[(caller, command)]:
            yield Remark(UNSEEN, *said)
        elif verdict == "privileged" and caller == "authenticated" and foreign[("A", command)]:
            yield Remark(BY_ALL, *said)
