"""A design served by lintel for a test: started, waited for, watched, stopped, and cleaned up.

    with Served(lintel, design_copy("examples/todo")) as served:
        with served.client() as client:
            client.call("GET", "/api/todos", token=served.token(ADA))

Every token that is made here is remembered, and at the end the log is searched for each, for the
secrets, and for anything that looks like one. Each design is copied into a folder of its own, beside
which $LINTEL_STATE lets its private database lie, so that both are removed together.
"""
import base64
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from http_client import Client  # noqa: E402

SECRET = "a-secret-of-the-tests-that-is-long-enough-0123456789"
ADA = "0ada0000-0000-4000-8000-000000000001"
BOB = "0b0b0000-0000-4000-8000-000000000002"
ABSENT = "0fff0000-0000-4000-8000-00000000000f"
STARTED_WITHIN = 90  # seconds: with sanitizers, on a machine that does other things as well


# ---- tokens ----------------------------------------------------------------------------------------

def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(header, claims, secret=SECRET, digest=hashlib.sha256):
    """A token of exactly this header and payload; either may be bytes that are no JSON."""
    parts = [part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode()
             for part in (header, claims)]
    head = ".".join(base64url(part) for part in parts)
    return head + "." + base64url(hmac.new(secret.encode(), head.encode(), digest).digest())


def make_token(subject=ADA, secret=SECRET, seconds=3600, **claims):
    """A session token; a claim of None is left out."""
    payload = {"sub": subject, "role": "authenticated", "exp": int(time.time()) + seconds, **claims}
    return sign({"alg": "HS256", "typ": "JWT"},
                {name: value for name, value in payload.items() if value is not None}, secret)


# ---- designs ---------------------------------------------------------------------------------------

def design_copy(folder, changes=()):
    """A copy of the design in a temporary folder of its own. `changes`: (file, old, new), each of
    which must apply; a file's `old` of None appends."""
    place = tempfile.mkdtemp(prefix="lintel-serve-")
    os.chmod(place, 0o755)
    path = os.path.join(place, os.path.basename(folder))
    shutil.copytree(os.path.join(ROOT, folder), path, ignore=shutil.ignore_patterns(".lintel"))
    for name, old, new in changes:
        with open(os.path.join(path, name), encoding="utf-8") as file:
            text = file.read()
        if old is not None and old not in text:
            raise AssertionError(f"{folder}/{name} has no {old!r}")
        with open(os.path.join(path, name), "w", encoding="utf-8") as file:
            file.write(text + new if old is None else text.replace(old, new, 1))
    return path


def design_remove(path):
    """The copy and its private database."""
    shutil.rmtree(os.path.dirname(path), ignore_errors=True)


# ---- the server ------------------------------------------------------------------------------------

class StartFailed(AssertionError):
    pass


class Served:
    """`path` is a design_copy; it is removed at the end unless `keeps`."""

    def __init__(self, lintel, path, *arguments, environment=None, secret=SECRET, keeps=False,
                 listen="127.0.0.1:0"):
        self.command = [os.path.abspath(lintel), "serve", path, "--listen", listen, *arguments]
        self.path, self.keeps, self.secret = path, keeps, secret
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        self.environment.update(ASAN_OPTIONS="detect_leaks=1", UBSAN_OPTIONS="print_stacktrace=1",
                                LINTEL_STATE=os.path.join(os.path.dirname(path), "state"))
        if secret:
            self.environment["JWT_SECRET"] = secret
        self.environment.update(environment or {})
        self.environment = {key: value for key, value in self.environment.items() if value is not None}
        self.secrets = {secret} if secret else set()
        self.tokens = set()
        self.lines = []  # of standard error, as they came
        self.changed = threading.Condition()
        self.process = None
        self.address = None

    def token(self, subject=ADA, **claims):
        return self.remember(make_token(subject, **{"secret": self.secret or SECRET, **claims}))

    def remember(self, token):
        self.tokens.add(token)
        return token

    def client(self, timeout=20):
        return Client(self.address, timeout)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.discard()
            raise

    def __exit__(self, kind, *_):
        try:
            if self.process.poll() is None:
                self.stop(check=kind is None)
            elif kind is None and self.process.returncode not in (0, -signal.SIGKILL):
                raise AssertionError(f"lintel ended by itself: exit {self.process.returncode}\n{self.tail()}")
            self.search_log()
        finally:
            self.discard()

    def discard(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if not self.keeps:
            design_remove(self.path)

    def spawn(self):
        self.began = time.monotonic()
        self.is_read = False
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, env=self.environment)
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True)
        self.reader.start()
        return self

    def start(self):
        """Until it listens, or StartFailed with what it said."""
        first = len(self.lines)
        self.spawn()
        found = self.wait_for(lambda event: event.get("message") == "listening", STARTED_WITHIN, first)
        if not found:
            raise StartFailed(f"lintel serve does not listen (exit {self.process.poll()}):\n{self.tail()}")
        self.address = found["address"]
        self.seconds_to_start = time.monotonic() - self.began
        return self

    def _read(self, pipe):
        for line in pipe:
            with self.changed:
                self.lines.append(line.decode("utf-8", "replace").rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.is_read = True  # whoever waits need not wait any longer, however late the process is reaped
            self.changed.notify_all()

    def wait_for(self, wanted, seconds, first=0):
        """The first event (a line that is a JSON object) from line `first` that is wanted, or None when
        the time is over or the process has ended."""
        until = time.monotonic() + seconds
        while True:
            with self.changed:
                while first >= len(self.lines) and not self.is_read:
                    left = until - time.monotonic()
                    if left <= 0 or not self.changed.wait(left):
                        return None
                line = self.lines[first] if first < len(self.lines) else None
            if line is None:
                return None  # all was read, and none is it
            first += 1
            event = as_event(line)
            if event is not None and wanted(event):
                return event

    def events(self):
        return [event for event in map(as_event, list(self.lines)) if event is not None]

    def requests(self):
        """The log's lines about requests."""
        return [event for event in self.events() if "status" in event and "method" in event]

    def tail(self, count=15):
        return "\n".join(line[:600] for line in self.lines[-count:] if line)

    def stop(self, number=signal.SIGTERM, seconds=40, check=True):
        """Ends it as an operator would; the exit code must be 0. With None for the signal it was told already."""
        if number is not None and self.process.poll() is None:
            self.process.send_signal(number)
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"lintel did not stop within {seconds} s:\n{self.tail()}") from None
        self.reader.join(10)
        if check and code != 0:
            raise AssertionError(f"lintel ended with exit {code}:\n{self.tail(60)}")
        return code

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.reader.join(10)

    def resident(self):
        """Bytes of memory in use by lintel itself."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read())[1]) * 1024

    def search_log(self):
        """No secret, no token and no part of one that would be enough may be in the log."""
        log = "\n".join(self.lines)
        for secret in self.secrets:
            if secret in log:
                raise AssertionError(f"the log holds a secret: {_around(log, secret)}")
        found = re.search(r"eyJ[\w-]{5,}\.[\w-]{5,}|[Bb]earer\s+[\w-]{12,}\.|postgres(?:ql)?://[^\s:/@]+:[^\s@*\[]+@", log)
        if found:
            raise AssertionError(f"the log holds what looks like a secret: {_around(log, found[0])}")
        signatures = {token.rsplit(".", 1)[-1] for token in self.tokens} - {""}
        for piece in set(re.findall(r"[\w-]{20,}", log)) & signatures:
            raise AssertionError(f"the log holds a token's signature: {_around(log, piece)}")
        if "AddressSanitizer" in log or "runtime error:" in log or "LeakSanitizer" in log:
            raise AssertionError(f"a sanitizer spoke:\n{_around(log, 'Sanitizer', 3000)}")


def as_event(line):
    if not line.startswith("{"):
        return None
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) else None


def _around(text, part, count=200):
    at = max(text.find(part), 0)
    return text[max(0, at - count):at + count]


# ---- running tests ---------------------------------------------------------------------------------

def same(found, expected, what=""):
    if found != expected:
        raise AssertionError(f"{what}{': ' if what else ''}found {found!r}, expected {expected!r}")


def check_problem(answer, status, code=None):
    """RFC 9457, as every error must be; returns it."""
    same(answer.status, status, repr(answer))
    same(answer.header("content-type"), "application/problem+json")
    problem = answer.json()
    same(problem.get("status"), status)
    for name in ("type", "title", "code"):
        if not isinstance(problem.get(name), str) or not problem[name]:
            raise AssertionError(f"a problem without {name}: {problem}")
    if code is not None:
        same(problem["code"], code, str(problem))
    return problem


class Count:
    """Runs tests, prints a line for each that fails, and the last line that tests/all reads."""

    def __init__(self):
        self.passed = self.failed = 0

    def run(self, name, function, *arguments):
        started = time.monotonic()
        try:
            function(*arguments)
            self.passed += 1
        except Exception as failure:  # whatever it is, it is this test's, and the others go on
            self.failed += 1
            frames = [frame for frame in traceback.extract_tb(failure.__traceback__)
                      if "/tests/serve/" in frame.filename]
            lines = ", ".join(str(frame.lineno) for frame in frames)
            print(f"FAILED {name}, line {lines}: {type(failure).__name__}: {str(failure)[:3000]}", flush=True)
        if os.environ.get("LINTEL_TEST_TIMES"):
            print(f"{name}: {time.monotonic() - started:.2f} s", flush=True)

    def run_all(self, names, *arguments, only=None):
        for name, function in list(names.items()):
            if name.startswith("test_") and (not only or only in name):
                self.run(name, function, *arguments)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0
