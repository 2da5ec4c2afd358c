"""Loads a project into a scratch PostgreSQL as lintel reads it: the platform's own objects, then the
project's files, through psql as they are or, where they cannot be run so, statement by statement.

What the oracles share: tests/oracle compares the catalog then, tests/oracle_queries the queries.
"""
import json
import os
import re
import subprocess

from scratch_postgres import ScratchPostgres

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
UNLOADABLE = re.compile(rb"--\s*(\+\s*goose|\+\s*migrate|migrate:(up|down)|//\s*@undo)|"
                        rb"\{\{|\$\{|:GRAPHILE|@extschema|^[^-]*\\q(uit)?\b", re.I | re.M)


class Loaded:
    """What happened when the files were run: the statements that PostgreSQL refused."""

    def __init__(self):
        self.statements = 0
        self.refused = []  # (text of the statement or of the line, error)
        self.stubs = set()  # extensions of which stand-ins were made
        self.filled = set()  # schemas that stand for placeholders


COPY_IN = re.compile(r"\s*copy\b.*\bfrom\s+stdin\b", re.I | re.S)
EXTENSION = re.compile(r"create\s+extension\s+(if\s+not\s+exists\s+)?"
                       r"(?P<name>\"[^\"]+\"|\w+)[^;]*", re.I)
STUBS = os.path.join(HERE, "extensions")


def stub_extensions(server, database, text, loaded):
    """Extensions that the machine lacks are made of plain SQL (tests/lib/extensions/*.sql)."""
    if not EXTENSION.search(text):
        return text
    available = server.run(database, "select name from pg_available_extensions").split("\n")

    def replace(match):
        name = match.group("name").strip('"').lower()
        stub = os.path.join(STUBS, name + ".sql")
        if name in available and name != "pg_cron" or not os.path.exists(stub):
            return match.group(0)
        if name in loaded.stubs:
            return "select 1"
        loaded.stubs.add(name)
        with open(stub, encoding="utf-8") as file:
            return file.read()
    return EXTENSION.sub(replace, text)


def load_statements(server, database, statements, loaded, retries):
    """One psql session; each statement is preceded by a mark, so that errors find theirs."""
    pending, made = list(enumerate(statements)), set()
    while True:
        script = ["\\set ON_ERROR_ROLLBACK on", "set client_min_messages = error;"]
        for number, text in pending:
            script.append(f"\\echo @@{number}")
            script.append(stub_extensions(server, database, text, loaded) + "\n;")
            if COPY_IN.match(text):
                script.append("\\.")  # the data were left out
        script.append("commit;")  # what a file left open is kept, as lintel keeps it
        output = server.run(database, "\n".join(script) + "\n", check=False)
        failed, current = {}, None
        for line in output.split("\n"):
            if line.startswith("@@"):
                current = int(line[2:])
            elif "ERROR:" in line and current is not None:
                failed.setdefault(current, line.split("ERROR:", 1)[1].strip())
        still = [(n, t) for n, t in pending if n in failed]
        missing = {m.group(1) for e in failed.values()
                   for m in [re.match(r'schema "(z\w+)" does not exist', e)] if m}
        for schema in sorted(missing - made):  # a placeholder's filler, so that the rest can run
            server.run(database, f'create schema if not exists "{schema}"')
            loaded.filled.add(schema)
        if missing - made:
            made |= missing
            pending = still
            continue
        if not retries or not still or len(still) == len(pending):
            loaded.refused += [(t, failed[n]) for n, t in still]
            return
        pending = still


def split_dump_sql(text):
    """The output of --dump-sql: each statement behind a line `-- lintel: file:line:column`."""
    parts = re.split(r"^-- lintel: ([^\n]*)\n", text, flags=re.M)
    return [(parts[i], re.sub(r"\n;\n*\Z", "", parts[i + 1])) for i in range(1, len(parts), 2)]


class ProjectLoader:
    """One server for each platform, because roles belong to the server."""

    def __init__(self, servers, lintel, always_statements=False):
        self.servers, self.lintel, self.always_statements = servers, lintel, always_statements
        self.server, self.started, self.templates, self.options = None, {}, {}, []

    def lintel_output(self, path, *options):
        done = subprocess.run([self.lintel, "check", path, *options], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        if done.returncode not in (0, 1) or not done.stdout:
            raise RuntimeError(f"lintel check {path} {' '.join(options)}: exit "
                               f"{done.returncode}: {done.stderr.decode()[-1500:].strip()}")
        return done.stdout.decode("utf-8", "replace")

    def read(self, path, platform=None):
        """The dump; self.server is the platform's from then on, self.options what lintel takes."""
        self.options = ["--platform", platform] if platform else []
        dump = json.loads(self.lintel_output(path, *self.options, "--dump"))
        if dump["platform"] == "supabase" and dump.get("default_grants") != "explicit":
            # Whether assumed or by date: compare with a database that has the legacy defaults.
            self.options += ["--default-grants", "legacy"]
            dump = json.loads(self.lintel_output(path, *self.options, "--dump"))
        if dump["platform"] == "postgres" and any(
                os.path.basename(file) in ("lintel.yaml", "lintel.yml") for file in dump["files"]):
            # With a manifest: what lintel's own database holds (read/project_platform.c).
            has_auth = any(schema["name"] == "auth" for schema in dump["schemas"])
            dump["platform"] = "served with its own auth" if has_auth else "served"
        if dump["platform"] not in self.started:
            self.started[dump["platform"]] = self.servers.enter_context(ScratchPostgres())
        self.server = self.started[dump["platform"]]
        return dump

    def template(self, name, grants):
        """A database with the platform's own objects."""
        if (name, grants) in self.templates:
            return self.templates[(name, grants)]
        database = self.server.database()
        self.server.run("postgres", f"alter database {database} set timezone = 'UTC'")
        files = {"postgres": [], "supabase": ["supabase.sql"],
                 "served": ["bootstrap.sql", "bootstrap_auth.sql"],
                 "served with its own auth": ["bootstrap.sql"]}[name]
        if name == "supabase":
            self.server.run("postgres", f'alter database {database} set search_path = '
                                        '"$user", public, extensions')
            if grants == "legacy":
                files = files + ["supabase_legacy_grants.sql"]
        for file in files:
            with open(os.path.join(ROOT, "platforms", file), "rb") as opened:
                output = self.server.run(database, opened.read(), check=False)
                problems = [l for l in output.split("\n") if "ERROR" in l
                            and "already exists" not in l]
                if problems:
                    raise RuntimeError(f"platforms/{file}: {problems[0]}")
        self.templates[(name, grants)] = database
        return database

    def load_files(self, dump, texts, database, loaded):
        """The files as they are, through psql. False where they cannot be run so, or PostgreSQL
        refuses something: which statement that is, is known when they are run one by one."""
        with_statements = {place.rsplit(":", 2)[0] for place, _ in texts}
        files = [file for file in dump["files"] if file in with_statements]
        if self.always_statements or not all(map(os.path.exists, files)):
            return False
        texts = []
        for file in files:
            with open(file, "rb") as opened:
                texts.append(opened.read())
        if any(map(UNLOADABLE.search, texts)):
            return False
        for text in texts:
            script = stub_extensions(self.server, database,
                                     text.decode("utf-8", "replace").lstrip("\ufeff"), loaded)
            output = self.server.run(
                database, "\\set ON_ERROR_ROLLBACK on\nset client_min_messages = error;\n"
                + script + "\n;\ncommit;\n", check=False)
            if re.search(r"^psql:<stdin>:\d+: ERROR:", output, re.M):
                return False
        return True

    def fresh_database(self, template, dump):
        database = self.server.database(template)
        if dump["platform"] == "supabase":
            self.server.run("postgres", f'alter database {database} set search_path = '
                                        '"$user", public, extensions')
        return database

    def load(self, dump, texts, template, roles):
        """A database with the project, and what happened. `roles` are those to keep when the first
        try is thrown away; `texts` the statements as lintel split them."""
        database, loaded = self.fresh_database(template, dump), Loaded()
        if not self.load_files(dump, texts, database, loaded):
            self.server.drop(database)
            self.server.drop_roles(roles | {"postgres"})  # they outlive the database
            database, loaded = self.fresh_database(template, dump), Loaded()
            load_statements(self.server, database, [text for _, text in texts], loaded,
                            bool(dump.get("order_not_known")))
        loaded.statements = len(texts)
        return database, loaded
