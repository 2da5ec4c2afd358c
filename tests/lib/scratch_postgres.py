"""A PostgreSQL server of the tests' own: unix socket only, data thrown away at the end.

The server never runs as root: when the tests do, it runs as the user `postgres`. Used as a context
manager; `database()` makes an empty database, `run()` feeds psql and returns what it printed.
"""
import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time


def server_binaries():
    """The newest server binaries of the machine: PostgreSQL's own place on Debian, then PATH."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(p.split("/")[4]))
    wanted = [f for f in folders if f.split("/")[4] == "15"] or folders[::-1]
    for folder in wanted + os.environ.get("PATH", "").split(":"):
        if os.access(os.path.join(folder, "initdb"), os.X_OK):
            return folder
    raise RuntimeError("no PostgreSQL server binaries found: run `make deps`")


class ScratchPostgres:
    """`settings` ("name=value") come after those below and win over them."""

    def __init__(self, settings=()):
        self.settings = settings
        self.binaries = server_binaries()
        self.folder = None
        self.server = None
        self.databases = 0

    def _user(self):
        """What makes a child process run as the server's user, where that is not ours."""
        if os.geteuid() != 0:
            return {}
        account = pwd.getpwnam("postgres")
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="lintel-pg-", dir="/tmp")
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        os.chmod(self.folder, 0o700)
        data = os.path.join(self.folder, "data")
        subprocess.run(
            [os.path.join(self.binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
             "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self.folder,
            **self._user())
        self.log = open(os.path.join(self.folder, "log"), "wb")
        return self.start()

    def start(self):
        """Also again, after it was stopped or killed."""
        self.server = subprocess.Popen(
            [os.path.join(self.binaries, "postgres"), "-D", os.path.join(self.folder, "data"), "-k", self.folder,
             "-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off",
             "-c", "synchronous_commit=off", "-c", "autovacuum=off", "-c", "max_connections=20",
             "-c", "shared_buffers=32MB", "-c", "wal_level=logical", "-c", "jit=off",
             *(word for setting in self.settings for word in ("-c", setting))],
            stdout=self.log, stderr=self.log, cwd=self.folder, **self._user())
        for _ in range(300):
            if self._psql("postgres", "select 1", check=False).returncode == 0:
                return self
            if self.server.poll() is not None:
                break
            time.sleep(0.1)
        self.__exit__(None, None, None)
        raise RuntimeError("the scratch PostgreSQL did not start")

    def stop(self, number=signal.SIGINT):
        if self.server and self.server.poll() is None:
            self.server.send_signal(number)
            try:
                self.server.wait(20)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()

    def url(self, database, user="postgres"):
        return f"postgresql:///{database}?host={self.folder}&user={user}"

    def __exit__(self, *_):
        self.stop()
        with contextlib.suppress(AttributeError):
            self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _psql(self, database, script, check=True, arguments=()):
        psql = os.path.join(self.binaries, "psql")
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        return subprocess.run(
            [psql, "-X", "-q", "-A", "-t", "-h", self.folder, "-U", "postgres", "-d", database,
             *arguments, "-f", "-"],
            input=script if isinstance(script, bytes) else script.encode(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=check, env=environment)

    def database(self, template="template0"):
        self.databases += 1
        name = f"scratch_{self.databases}"
        self.run("postgres", f"create database {name} template {template} encoding 'UTF8'")
        return name

    def run(self, database, script, check=True):
        """Runs the script; with `check` any error raises."""
        head = "\\set ON_ERROR_STOP on\n" if check else ""
        done = self._psql(database, (head.encode() + script) if isinstance(script, bytes)
                          else head + script, check=False)
        output = done.stdout.decode("utf-8", "replace")
        if check and done.returncode != 0:
            raise RuntimeError(f"psql failed: {output.strip()[:2000]}")
        return output

    def drop(self, database):
        self.run("postgres", f"drop database if exists {database} with (force)", check=False)

    def drop_roles(self, keep):
        """Roles belong to the cluster: those that a test made must not meet the next one."""
        known = self.run("postgres", "select rolname from pg_roles where rolname !~ '^pg_'").split("\n")
        drop = ["drop role if exists \"" + role.replace('"', '""') + '";' for role in known if role and role not in keep]
        if drop:
            self.run("postgres", "\n".join(drop), check=False)
