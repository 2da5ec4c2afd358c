"""An HTTP/1.1 client on raw sockets that believes nothing: RFC 9112 to the letter, or FramingError.

The parser (`Answers`) knows no socket: bytes go in, answers come out in the order of the requests
that were announced to it. `Client` blocks, `AsyncClient` is for asyncio; both can send several
requests in one write, and both notice bytes that nobody asked for.
"""
import asyncio
import json
import re
import socket
import time

TOKEN = re.compile(rb"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
STATUS_LINE = re.compile(rb"^HTTP/1\.1 (\d{3}) ([\t\x20-\x7e]*)$")
HEAD_MOST = 64 * 1024


class FramingError(AssertionError):
    """What came is not HTTP/1.1, or answers nothing."""


class Closed(Exception):
    """The connection ended between two answers: nothing of the next one had come."""


class Answer:
    def __init__(self, method, status, headers):
        self.method, self.status, self.headers, self.body = method, status, headers, b""

    def all(self, name):
        return [value for key, value in self.headers if key == name.lower()]

    def header(self, name):
        """The header's one value, or None."""
        values = self.all(name)
        if len(values) > 1:
            raise FramingError(f"{name} came {len(values)} times: {values}")
        return values[0] if values else None

    def json(self):
        return json.loads(self.body, object_pairs_hook=_once)

    @property
    def closes(self):
        return (self.header("connection") or "").lower() == "close"

    def __repr__(self):
        return f"<{self.status} {self.headers} {self.body[:400]!r}>"


def _once(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise FramingError(f"a name stands twice in an answer's object: {[name for name, _ in pairs]}")
    return dict(pairs)


class Answers:
    def __init__(self):
        self.buffer = bytearray()
        self.methods = []   # of the requests that wait for an answer
        self.partial = None  # an Answer whose body is on its way
        self.left = 0
        self.ended = False

    def expect(self, method):
        self.methods.append(method)

    def feed(self, data):
        """b"" is the end of the connection."""
        if data:
            self.buffer += data
        else:
            self.ended = True

    def next(self):
        """The next answer, or None where more bytes are needed."""
        if self.partial is None:
            if not self._head():
                return None
        if len(self.buffer) < self.left:
            if self.ended:
                raise FramingError(f"the connection ended {self.left - len(self.buffer)} bytes before "
                                   f"the body of {self.partial!r} did")
            return None
        answer, self.partial = self.partial, None
        answer.body = bytes(self.buffer[:self.left])
        del self.buffer[:self.left]
        return answer

    def _head(self):
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self.buffer) > HEAD_MOST:
                raise FramingError("a head without end")
            if self.ended and not self.buffer:
                raise Closed()
            if self.ended:
                raise FramingError(f"the connection ended within a head: {bytes(self.buffer[:200])!r}")
            if self.buffer and not b"HTTP/1.1 ".startswith(self.buffer[:9]):
                raise FramingError(f"no status line: {bytes(self.buffer[:200])!r}")
            return False
        if not self.methods:
            raise FramingError(f"an answer that nobody asked for: {bytes(self.buffer[:300])!r}")
        lines = bytes(self.buffer[:end]).split(b"\r\n")
        del self.buffer[:end + 4]
        status = STATUS_LINE.match(lines[0])
        if not status:
            raise FramingError(f"no status line: {lines[0][:200]!r}")
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if not colon or not TOKEN.match(name):
                raise FramingError(f"no header: {line[:200]!r}")
            if any(byte < 0x20 and byte != 9 or byte == 0x7f for byte in value):
                raise FramingError(f"a control character in a header: {line[:200]!r}")
            headers.append((name.decode().lower(), value.strip(b" \t").decode("latin-1")))
        answer = Answer(self.methods[0], int(status[1]), headers)
        lengths = answer.all("content-length")
        if answer.all("transfer-encoding"):
            raise FramingError(f"every length is known, and still: {answer!r}")
        if len(lengths) > 1 or lengths and not lengths[0].isdigit():
            raise FramingError(f"Content-Length {lengths}")
        if 100 <= answer.status < 200:
            if lengths or answer.status != 100:
                raise FramingError(f"an interim answer that is none: {answer!r}")
            return self._head()  # 100 Continue; the answer itself follows
        self.methods.pop(0)
        if not answer.header("date"):
            raise FramingError(f"no Date: {answer!r}")
        if answer.status in (204, 304) or answer.method == "HEAD":
            if answer.status == 204 and lengths and lengths[0] != "0":
                raise FramingError(f"204 with a length: {answer!r}")
            self.left = 0
        elif not lengths:
            raise FramingError(f"no Content-Length: {answer!r}")
        else:
            self.left = int(lengths[0])
        self.partial = answer
        return True


def request(method, target, token=None, body=None, headers=(), host="lintel.test"):
    """The bytes of a request. A body that is not bytes is sent as JSON."""
    lines = [f"{method} {target} HTTP/1.1"]
    if host is not None:
        lines.append(f"Host: {host}")
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    names = {name.lower() for name, _ in headers}
    if body is not None:
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if "content-type" not in names:
            lines.append("Content-Type: application/json")
        if "content-length" not in names:
            lines.append(f"Content-Length: {len(body)}")
    elif method in ("POST", "PUT", "PATCH") and "content-length" not in names:
        lines.append("Content-Length: 0")
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b"")


class Client:
    """Blocks. Reconnects by itself for `call` where the server has said that it closes."""

    def __init__(self, address, timeout=20):
        host, _, port = address.rpartition(":")
        self.place = (host.strip("[]"), int(port))
        self.timeout = timeout
        self.socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def open(self):
        self.close()
        self.socket = socket.create_connection(self.place, self.timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = Answers()
        return self

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def send(self, data, *methods):
        """Bytes as they are, and the methods of the requests that they hold."""
        for method in methods:
            self.answers.expect(method)
        self.socket.sendall(data)

    def receive(self, timeout=None):
        until = time.monotonic() + (timeout or self.timeout)
        while True:
            answer = self.answers.next()
            if answer:
                if not self.answers.methods and self.answers.buffer:
                    raise FramingError(f"bytes behind the last answer: {bytes(self.answers.buffer[:200])!r}")
                return answer
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"no answer within {timeout or self.timeout} s")
            self.socket.settimeout(left)
            try:
                data = self.socket.recv(65536)
            except (ConnectionResetError, BrokenPipeError):
                data = b""
            self.answers.feed(data)

    def call(self, method, target, token=None, body=None, headers=(), timeout=None):
        if not self.socket:
            self.open()
        self.send(request(method, target, token, body, headers), method)
        answer = self.receive(timeout)
        if answer.closes:
            self.close()
        return answer

    def is_closed(self, timeout=5):
        """Whether the server closes the connection without another byte."""
        self.socket.settimeout(timeout)
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        if data:
            raise FramingError(f"bytes behind the last answer: {data[:200]!r}")
        return True


class AsyncClient:
    def __init__(self, address, timeout=30):
        host, _, port = address.rpartition(":")
        self.place = (host.strip("[]"), int(port))
        self.timeout = timeout
        self.reader = None

    async def open(self):
        self.close()
        self.reader, self.writer = await asyncio.open_connection(*self.place)
        self.answers = Answers()

    def close(self, abort=False):
        if self.reader:
            self.writer.transport.abort() if abort else self.writer.close()
            self.reader = None

    async def send(self, data, *methods):
        for method in methods:
            self.answers.expect(method)
        self.writer.write(data)
        await self.writer.drain()

    async def receive(self):
        while True:
            answer = self.answers.next()
            if answer:
                if not self.answers.methods and self.answers.buffer:
                    raise FramingError(f"bytes behind the last answer: {bytes(self.answers.buffer[:200])!r}")
                return answer
            try:
                self.answers.feed(await asyncio.wait_for(self.reader.read(65536), self.timeout))
            except ConnectionError:
                self.answers.feed(b"")
