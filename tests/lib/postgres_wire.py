"""PostgreSQL's protocol as far as tests need it: Parse and Describe over a unix socket.

`describe(statements)` prepares each statement, runs none, and gives for each either the types of its
parameters and of its columns (as oids), or the SQLSTATE with which PostgreSQL refuses it;
`answers(statements)` gives all that Describe says.
"""
import collections
import os
import socket
import struct

# state, message: of the refusal, else None. parameters: oids.
Answer = collections.namedtuple("Answer", "state message parameters columns")
# table and number: the table's oid and the column's number there, 0 where it comes from none.
Column = collections.namedtuple("Column", "name table number type modifier")


class Wire:
    def __init__(self, folder, database, user="postgres", port=5432):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(os.path.join(folder, f".s.PGSQL.{port}"))
        self.buffer = b""
        start = b"\x00\x03\x00\x00" + b"".join(
            part.encode() + b"\0" for part in ("user", user, "database", database)) + b"\0"
        self.socket.sendall(struct.pack("!i", len(start) + 4) + start)
        self._answer()
        self.run("SET log_min_messages = panic")  # refusals are what is asked for

    def run(self, statement):
        self.socket.sendall(self._packet(b"Q", statement.encode() + b"\0"))
        state = self._answer()[0]
        if state:
            raise RuntimeError(f"{statement}: {state}")

    def close(self):
        self.socket.close()

    def _read(self, count):
        while len(self.buffer) < count:
            more = self.socket.recv(1 << 16)
            if not more:
                raise RuntimeError("the server closed the connection")
            self.buffer += more
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def _message(self):
        kind = self._read(1)
        (length,) = struct.unpack("!i", self._read(4))
        return kind, self._read(length - 4)

    @staticmethod
    def _packet(kind, body):
        return kind + struct.pack("!i", len(body) + 4) + body

    def _send(self, text, types):
        parse = b"\0" + text.encode() + b"\0" + struct.pack("!h", len(types))
        parse += b"".join(struct.pack("!I", oid) for oid in types)
        return (self._packet(b"P", parse) + self._packet(b"D", b"S\0") + self._packet(b"S", b""))

    def _answer(self):
        state, message, parameters, columns = None, None, [], []
        while True:
            kind, body = self._message()
            if kind == b"Z":
                return Answer(state, message, parameters, columns)
            if kind == b"E":
                fields = {part[:1]: part[1:].decode("utf-8", "replace")
                          for part in body.split(b"\0") if part}
                state, message = fields.get(b"C"), fields.get(b"M")
            elif kind == b"t":
                (count,) = struct.unpack("!h", body[:2])
                parameters = list(struct.unpack(f"!{count}I", body[2:]))
            elif kind == b"T":
                (count,) = struct.unpack("!h", body[:2])
                at = 2
                for _ in range(count):
                    end = body.index(b"\0", at)
                    table, number, oid, _, modifier = struct.unpack("!IhIhi",
                                                                    body[end + 1:end + 17])
                    columns.append(Column(body[at:end].decode("utf-8", "replace"), table, number,
                                          oid, modifier))
                    at = end + 19

    def answers(self, statements):
        """statements: (text, oids of the parameters, 0 where not said). Yields in their order."""
        statements = list(statements)
        for at in range(0, len(statements), 200):
            batch = statements[at:at + 200]
            self.socket.sendall(b"".join(self._send(*one) for one in batch))
            for _ in batch:
                yield self._answer()

    def describe(self, statements):
        for answer in self.answers(statements):
            yield answer.state, answer.parameters, [column.type for column in answer.columns]
