"""Simple queries over a unix socket: rows as text, command tags, SQLSTATEs. What tests use that ask
PostgreSQL thousands of small things."""
import collections
import struct

from postgres_wire import Wire

# state, message: of the error, else None. rows: lists of text or None, of the last statement that
# gave any. tag: of the last statement ("UPDATE 3").
Result = collections.namedtuple("Result", "state message rows tag")


class Refused(Exception):
    def __init__(self, result, statement):
        super().__init__(f"{result.state}: {result.message}: {statement[:300]}")
        self.result = result


class Session(Wire):
    """`query` answers errors, `must` raises them."""

    def query(self, text):
        self.socket.sendall(self._packet(b"Q", text.encode() + b"\0"))
        return self._result()

    def queries(self, texts):
        """Sent together, so that they cost one wait; after an error in a transaction the rest answer
        25P02, but for a rollback."""
        self.socket.sendall(b"".join(self._packet(b"Q", text.encode() + b"\0") for text in texts))
        return [self._result() for _ in texts]

    def _result(self):
        state, message, rows, tag = None, None, [], ""
        while True:
            kind, body = self._message()
            if kind == b"Z":
                return Result(state, message, rows, tag)
            if kind == b"E":
                fields = {part[:1]: part[1:].decode("utf-8", "replace")
                          for part in body.split(b"\0") if part}
                state, message = fields.get(b"C"), fields.get(b"M")
            elif kind == b"T":
                rows = []
            elif kind == b"D":
                rows.append(self._row(body))
            elif kind == b"C":
                tag = body[:-1].decode()

    @staticmethod
    def _row(body):
        (count,) = struct.unpack("!h", body[:2])
        values, at = [], 2
        for _ in range(count):
            (length,) = struct.unpack("!i", body[at:at + 4])
            at += 4
            if length < 0:
                values.append(None)
                continue
            values.append(body[at:at + length].decode("utf-8", "replace"))
            at += length
        return values

    def must(self, text):
        result = self.query(text)
        if result.state:
            raise Refused(result, text)
        return result.rows


def affected(result):
    """How many rows the last statement touched."""
    last = result.tag.rsplit(" ", 1)[-1]
    return int(last) if last.isdigit() else 0


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(text):
    if text is None:
        return "NULL"
    if "\\" in text:
        return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + text.replace("'", "''") + "'"
