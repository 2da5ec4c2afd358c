"""The clients of tests/serve/test_isolation: each knows what it wrote, and compares every answer with it.

`Caller` sends batches, vanishes now and then, and looks for foreign rows; `TodoCaller` speaks to
examples/todo, `LedgerCaller` to tests/serve/designs/ledger.
"""
import asyncio
import json
import random
import re
import time
import uuid

from http_client import AsyncClient, Closed, FramingError, request
from serve import ABSENT, base64url, make_token, sign

CLIENTS, USERS = 64, 40
MARK = re.compile(rb"u:([0-9a-f-]{36})#")  # whose a text is, wherever it stands
OWN_MARK = re.compile(rb'"title": "(u:[0-9a-f-]{36}#[0-9.]+)"')
TODO = ["id", "title", "description", "priority", "is_completed", "completed_at", "created_at", "updated_at"]
REPORTED = 12  # wrong answers that are shown


def user_of(number):
    return f"5e000000-0000-4000-8000-{number:012d}"


def bad_tokens(user, victim):
    """What must be 401, whoever it names: the last four name somebody else."""
    now = int(time.time())
    good = {"sub": user, "role": "authenticated", "exp": now + 3600}
    head, payload, signature = make_token(user).split(".")
    other = base64url(json.dumps(dict(good, sub=victim)).encode())
    return [make_token(user, exp=now - 3600), make_token(user, nbf=now + 3600), "garbage", f"{head}.{payload}.",
            make_token(None, role="anon"), make_token(user, role="service_role"), make_token("nobody"),
            f"{head}.{other}.{signature}", sign({"alg": "none"}, dict(good, sub=victim)),
            base64url(b'{"alg":"none"}') + f".{other}.", make_token(victim, secret="x" * 40)]


class Tally:
    """Of one process."""

    def __init__(self):
        self.answers = self.foreign = self.wrong = 0
        self.shown = []
        self.request_ids = set()
        self.statuses = {}

    def fault(self, what):
        self.wrong += 1
        if len(self.shown) < REPORTED:
            self.shown.append(what[:1500])

    def note_foreign(self, what):
        self.foreign += 1
        self.shown.insert(0, "FOREIGN: " + what[:1500])


class Wrong(AssertionError):
    pass


def expect(found, wanted, what):
    if found != wanted:
        raise Wrong(f"{what}: found {found!r}, expected {wanted!r}")


class Caller:
    """One client: sends batches, and checks each answer by the function that was made with its request."""

    def __init__(self, number, user, address, tally, seed):
        self.number, self.user, self.tally = number, user, tally
        self.random = random.Random(f"{seed} {number}")
        self.http = AsyncClient(address)
        self.token = make_token(user)
        self.victim = user_of((number + 1 + self.random.randrange(USERS - 2)) % USERS)
        self.bad = bad_tokens(user, self.victim)
        self.count = 0
        self.maybe = set()  # sent, and nobody knows what became of it
        self.never = set()  # told that it was not done
        self.is_disturbed = False  # the database ends sessions meanwhile

    def mark(self):
        """A text that nobody else writes, and that says whose it is."""
        self.count += 1
        return f"u:{self.user}#{self.number}.{self.count}"

    def check(self, answer, check, sent):
        self.tally.answers += 1
        self.tally.statuses[answer.status] = self.tally.statuses.get(answer.status, 0) + 1
        for owner in MARK.findall(answer.body):
            if owner != self.user.encode():
                self.tally.note_foreign(f"client {self.number} of {self.user} asked {sent!r}, and was shown "
                                        f"{answer!r}")
        request_id = answer.header("x-request-id")
        try:
            if not request_id or request_id in self.tally.request_ids:
                raise Wrong(f"request id {request_id}")
            self.tally.request_ids.add(request_id)
            if self.is_disturbed and answer.status in (503, 504):
                self.refusal(answer.status)(answer)
                known = self.never if answer.json().get("outcome") is None else self.maybe
                known.update(mark.decode() for mark in OWN_MARK.findall(sent))
            else:
                check(answer)
        except (AssertionError, KeyError, TypeError, ValueError) as failure:
            self.tally.fault(f"client {self.number} of {self.user} asked {sent[:400]!r}: {type(failure).__name__} "
                             f"{failure}; the answer: {answer!r}")

    async def run(self, answers):
        await self.http.open()
        started = self.tally.answers
        mine = 0
        while mine < answers:
            if self.random.random() < 0.02:
                await self.vanish()
                continue
            size = 1 if self.random.random() < 0.6 else self.random.randint(2, 12)
            batch = [self.choose() for _ in range(min(size, answers - mine))]
            try:
                await self.http.send(b"".join(data for data, *_ in batch), *(method for _, method, _ in batch))
                for data, _, check in batch:
                    answer = await self.http.receive()
                    self.check(answer, check, data)
                    mine += 1
                    if answer.closes:  # refused before its body was read: what followed was not read either
                        await self.http.open()
                        break
            except (FramingError, Closed, ConnectionError, TimeoutError, asyncio.TimeoutError) as failure:
                self.tally.fault(f"client {self.number}: {type(failure).__name__} {failure}")
                mine += len(batch)
                await self.http.open()
        self.http.close()
        return self.tally.answers - started

    async def vanish(self):
        """Sends, and is gone: at once, a moment later, or in the middle of a request or of an answer."""
        batch = [self.choose_harmless() for _ in range(self.random.randint(1, 5))]
        data = b"".join(data for data, *_ in batch)
        kind = self.random.randrange(4)
        if kind == 0:
            data = data[:self.random.randrange(1, len(data))]
        try:
            await self.http.send(data, *(method for _, method, _ in batch))
            if kind == 2:
                await asyncio.sleep(self.random.random() * 0.02)
            elif kind == 3:
                await self.http.reader.read(self.random.randrange(1, 200))
        except ConnectionError:
            pass
        self.http.close(abort=self.random.random() < 0.7)
        await self.http.open()

    # What a refusal must be, whoever asks.
    def refusal(self, status):
        def check(answer):
            expect(answer.status, status, "status")
            problem = answer.json()
            expect([problem["status"], answer.header("content-type")], [status, "application/problem+json"], "problem")
            if MARK.search(answer.body):
                raise Wrong("a refusal that shows a row")
        return check

    def pick(self, *weighted):
        return self.random.choices([choice for choice, _ in weighted], [weight for _, weight in weighted])[0]()


class TodoCaller(Caller):
    """Knows its own to-dos to the letter, and of its user's others (a user may have two clients) whose
    they are."""

    def __init__(self, number, user, address, tally, seed, others):
        super().__init__(number, user, address, tally, seed)
        self.todos = {}  # id -> the to-do as it was last answered
        self.fixed = others  # user -> [ids] that nobody changes
        self.alive = {}  # user -> ids of the process's other clients, perhaps deleted by now
        self.is_alone = CLIENTS - USERS <= number < USERS  # the others share their user with one more

    def call(self, method, target, check, body=None, token=None):
        return request(method, target, token or self.token, body), method, check

    def choose(self):
        if self.is_disturbed:  # what changes a to-do would leave it unknown
            return self.pick((self.create, 20), (self.get, 40), (self.list, 20), (self.follow, 8), (self.get_foreign, 8),
                             (self.change_foreign, 4), (self.absent, 4), (self.unsigned, 4), (self.bad_body, 2))
        return self.pick((self.create, 16 if len(self.todos) < 60 else 3), (self.get, 26), (self.patch, 12),
                         (self.complete, 3), (self.delete, 5), (self.list, 12), (self.follow, 4), (self.get_foreign, 8),
                         (self.change_foreign, 6), (self.absent, 4), (self.bad_id, 3), (self.bad_body, 3),
                         (self.unsigned, 11), (self.head, 2), (self.nowhere, 1))

    def choose_harmless(self):
        return self.pick((self.create_unseen, 4), (self.get if self.todos else self.create_unseen, 4), (self.list, 2), (self.get_foreign, 1), (self.unsigned, 1))

    def todo(self, answer, status, wanted):
        expect(answer.status, status, "status")
        todo = answer.json()
        expect(list(todo), TODO, "columns")
        expect({key: todo[key] for key in wanted}, wanted, "row")
        return todo

    def create(self):
        title, priority = self.mark(), self.random.choice(["low", "medium", "high"])
        body = {"title": title, "priority": priority, "description": self.random.choice([None, title + " more"])}

        def check(answer):
            todo = self.todo(answer, 201, dict(body, is_completed=False, completed_at=None))
            if todo["id"] in self.todos:
                raise Wrong("the id of another to-do")
            self.todos[todo["id"]] = todo
            self.alive.setdefault(self.user, []).append(todo["id"])
        return self.call("POST", "/api/todos", check, body)

    def create_unseen(self):
        title = self.mark()
        self.maybe.add(title)
        return self.call("POST", "/api/todos", None, {"title": title})

    def own(self):
        return self.random.choice(list(self.todos)) if self.todos else None

    def get(self):
        todo_id = self.own()
        if not todo_id:
            return self.create()

        def check(answer):
            if todo_id not in self.todos:
                return self.refusal(404)(answer)
            return self.todo(answer, 200, self.todos[todo_id])
        return self.call("GET", f"/api/todos/{todo_id}", check)

    def head(self):
        def check(answer):
            expect([answer.status, answer.body], [200, b""], "HEAD")
        return self.call("HEAD", "/api/todos?limit=3", check)

    def patch(self):
        todo_id = self.own()
        if not todo_id:
            return self.create()
        change = {}
        for name, value in (("title", self.mark()), ("description", self.random.choice([None, self.mark()])),
                            ("priority", self.random.choice(["low", "medium", "high"])),
                            ("is_completed", self.random.random() < 0.5)):
            if self.random.random() < 0.4:
                change[name] = value
        change = change or {"title": self.mark()}

        def check(answer):
            if todo_id not in self.todos:
                return self.refusal(404)(answer)
            known = self.todos[todo_id]
            wanted = {key: known[key] for key in ("id", "title", "description", "priority", "is_completed", "created_at")}
            if not change.get("is_completed", known["is_completed"]) or known["is_completed"]:
                wanted["completed_at"] = known["completed_at"] if change.get("is_completed", known["is_completed"]) else None
            todo = self.todo(answer, 200, dict(wanted, **change))
            if todo["is_completed"] != (todo["completed_at"] is not None) or todo["updated_at"] < known["updated_at"]:
                raise Wrong("times")
            self.todos[todo_id] = todo
        return self.call("PATCH", f"/api/todos/{todo_id}", check, change)

    def complete(self):
        todo_id = self.own()
        if not todo_id:
            return self.create()

        def check(answer):
            if todo_id not in self.todos:
                return self.refusal(404)(answer)
            known = self.todos[todo_id]
            wanted = {key: known[key] for key in ("id", "title", "description", "priority", "created_at")}
            if known["is_completed"]:
                wanted["completed_at"] = known["completed_at"]
            self.todos[todo_id] = self.todo(answer, 200, dict(wanted, is_completed=True))
        return self.call("PATCH", f"/api/todos/{todo_id}/complete", check)

    def delete(self):
        todo_id = self.own()
        if not todo_id:
            return self.create()

        def check(answer):
            if todo_id not in self.todos:
                return self.refusal(404)(answer)
            expect([answer.status, answer.body], [204, b""], "deleted")
            del self.todos[todo_id]
        return self.call("DELETE", f"/api/todos/{todo_id}", check)

    def page(self, answer, filters, limit):
        """Rows of the user alone, newest first; those of this client exactly as it knows them."""
        expect(answer.status, 200, "status")
        page = answer.json()
        rows, meta = page["todos"], page["meta"]
        expect([meta["limit"], meta["has_more"], len(rows) <= limit], [limit, meta["next_cursor"] is not None, True], "page")
        order = [(row["created_at"], row["id"]) for row in rows]
        for earlier, later in zip(order, order[1:]):
            if _moment(later[0]) > _moment(earlier[0]):
                raise Wrong("the order")
        expect(len({row["id"] for row in rows}), len(rows), "a row twice")
        for row in rows:
            if not row["title"].startswith(f"u:{self.user}#"):
                raise Wrong(f"whose is {row['title']}")
            for name, value in filters.items():
                expect(row[name], value, "filter")
            if row["id"] in self.todos:
                expect(row, self.todos[row["id"]], "row")
            elif row["title"].startswith(f"u:{self.user}#{self.number}.") and row["title"] not in self.maybe:
                raise Wrong(f"a to-do that this client did not make, or deleted: {row['title']}")
        return rows, meta

    def filters(self):
        filters, query = {}, ""
        if self.random.random() < 0.3:
            filters["priority"] = self.random.choice(["low", "high"])
            query += f"&priority={filters['priority']}"
        if self.random.random() < 0.3:
            filters["is_completed"] = self.random.random() < 0.5
            query += "&status=" + ("completed" if filters["is_completed"] else "open")
        return filters, query

    def list(self):
        (filters, query), limit = self.filters(), self.random.choice([1, 3, 20, 20, 100])

        def check(answer):
            rows, meta = self.page(answer, filters, limit)
            known = [todo for todo in self.todos.values()
                     if all(todo[name] == value for name, value in filters.items())]
            # Rows and total are two statements: another client's writes may come between them.
            is_still = self.is_alone and not self.maybe
            if meta["total"] < len(known) or is_still and not meta["has_more"] and len(rows) != meta["total"]:
                raise Wrong(f"total {meta['total']}, {len(rows)} rows, {len(known)} known")
            if not meta["has_more"]:
                missing = {todo["id"] for todo in known} - {row["id"] for row in rows}
                if missing:
                    raise Wrong(f"missing: {missing}")
            self.cursor = meta["next_cursor"], filters, query
        return self.call("GET", f"/api/todos?limit={limit}{query}", check)

    cursor = (None, None, None)

    def follow(self):
        cursor, filters, query = self.cursor
        if not cursor:
            return self.list()

        def check(answer):
            self.page(answer, filters, 10)
        return self.call("GET", f"/api/todos?limit=10{query}&cursor={cursor}", check)

    def foreign(self):
        if self.random.random() < 0.5:
            others = [user for user in self.alive if user != self.user]
            if others:
                return self.random.choice(self.alive[self.random.choice(others)]), True
        user = self.victim if self.victim != self.user else next(name for name in self.fixed if name != self.user)
        return self.random.choice(self.fixed[user]), False

    def hidden(self, may_be_gone):
        def check(answer):
            self.refusal(404 if may_be_gone and answer.status == 404 else 403)(answer)
        return check

    def get_foreign(self):
        todo_id, may_be_gone = self.foreign()
        return self.call("GET", f"/api/todos/{todo_id}", self.hidden(may_be_gone))

    def change_foreign(self):
        todo_id, may_be_gone = self.foreign()
        method, tail, body = self.random.choice([("PATCH", "", {"title": self.mark()}), ("PATCH", "/complete", None),
                                                 ("DELETE", "", None)])
        return self.call(method, f"/api/todos/{todo_id}{tail}", self.hidden(may_be_gone), body)

    def absent(self):
        return self.call("GET", f"/api/todos/{uuid.UUID(int=self.random.getrandbits(128), version=4)}", self.refusal(404))

    def bad_id(self):
        return self.call("GET", "/api/todos/" + self.random.choice(["x", "1", ABSENT + "0", "%27", "null"]), self.refusal(400))

    def bad_body(self):
        body = self.random.choice([{}, {"title": ""}, {"title": self.mark(), "user_id": self.victim}, b"{", {"title": 1},
                                   {"title": self.mark(), "priority": "urgent"}])
        return self.call("POST", "/api/todos", self.refusal(400), body)

    def unsigned(self):
        token = self.random.choice(self.bad)
        todo_id = self.own() if self.random.random() < 0.5 else self.foreign()[0]
        target, method, body = self.random.choice([
            ("/api/todos", "GET", None), ("/api/todos", "POST", {"title": self.mark()}), (f"/api/todos/{todo_id}", "GET", None),
            (f"/api/todos/{todo_id}", "DELETE", None), (f"/api/todos/{todo_id}", "PATCH", {"title": self.mark()})])
        return self.call(method, target, self.refusal(401), body, token)

    def nowhere(self):
        return self.call("GET", "/api/todo", self.refusal(404))

    def state(self):
        return {"user": self.user, "number": self.number, "maybe": sorted(self.maybe), "never": sorted(self.never),
                "rows": sorted([todo["id"], self.user, todo["title"], todo["priority"], todo["is_completed"]]
                               for todo in self.todos.values())}


def _moment(text):
    head, _, fraction = text[:-6].partition(".")
    return head, fraction.ljust(6, "0")


class LedgerCaller(Caller):
    """Has three accounts, and knows each balance; every write carries a marker."""

    def __init__(self, number, user, address, tally, seed, others):
        super().__init__(number, user, address, tally, seed)
        self.accounts = dict(others[user])  # id -> balance
        self.foreign = [account for name, accounts in others.items() if name != user for account in accounts]
        self.done, self.refused = set(), set()

    def call(self, method, target, check, body=None, token=None):
        return request(method, "/v1" + target, token or self.token, body), method, check

    def choose(self):
        return self.pick((self.transfer, 18), (self.transfer_too_much, 10), (self.transfer_nowhere, 12),
                         (self.by_expression, 5), (self.by_expression_nowhere, 10), (self.balanced, 4), (self.unbalanced, 10),
                         (self.second_row, 10), (self.touch, 4), (self.touch_nowhere, 8), (self.get, 14),
                         (self.get_foreign, 6), (self.list, 5), (self.claims, 6), (self.unsigned, 5))

    def choose_harmless(self):
        marker = self.mark()
        self.maybe.add(marker)
        return self.call("POST", "/transfers/unbalanced", None, {"marker": marker, "amount": 1, "posted": 0})

    def moves(self, target, body, status, then=None):
        """A write that must be there afterwards, or must not."""
        marker = body["marker"] = self.mark()

        def check(answer):
            if status >= 400:
                self.refused.add(marker)
                return self.refusal(status)(answer)
            expect(answer.status, status, "status")
            self.done.add(marker)
            return then and then(answer)
        return self.call("POST", f"/transfers{target}", check, body)

    def row(self, account):
        def check(answer):
            found = answer.json()
            expect([found["id"], found["balance"]], [account, self.accounts[account]], "account")
            if not found["name"].startswith(f"u:{self.user}#"):
                raise Wrong(f"whose is {found['name']}")
        return check

    def two(self):
        return self.random.sample(list(self.accounts), 2)

    def transfer(self):
        (source, target), amount = self.two(), self.random.randint(1, 50)
        if self.accounts[source] < 2000:  # enough for a whole batch: what is checked is checked in order
            source, target = max(self.accounts, key=self.accounts.get), min(self.accounts, key=self.accounts.get)

        def then(answer):
            self.accounts[source] -= amount
            self.accounts[target] += amount
            self.row(target)(answer)
        return self.moves("", {"amount": amount, "source": source, "target": target}, 201, then)

    def transfer_too_much(self):
        source, target = self.two()
        return self.moves("", {"amount": 10 ** 15, "source": source, "target": target}, 409)

    def nowhere(self):
        return self.random.choice([ABSENT, self.random.choice(self.foreign)])

    def transfer_nowhere(self):
        return self.moves("", {"amount": 1, "source": self.two()[0], "target": self.nowhere()}, 404)

    def by_expression(self):
        target = self.two()[0]

        def then(answer):
            self.accounts[target] += 3
            self.row(target)(answer)
        return self.moves("/by-expression", {"amount": 3, "target": target}, 201, then)

    def by_expression_nowhere(self):
        return self.moves("/by-expression", {"amount": 3, "target": self.nowhere()}, 404)

    def balanced(self):
        return self.moves("/unbalanced", {"amount": 2, "posted": 0}, 201)

    def unbalanced(self):
        return self.moves("/unbalanced", {"amount": 2, "posted": self.random.choice([1, -1, 10 ** 18])}, 422)

    def second_row(self):
        return self.moves("/and-read", {"amount": 4}, 500)

    def touch(self):
        target = self.two()[0]

        def then(answer):
            expect(answer.body, b"", "no body")
            self.accounts[target] += 1
        return self.moves("/and-touch", {"target": target}, 204, then)

    def touch_nowhere(self):
        return self.moves("/and-touch", {"target": self.nowhere()}, 404)

    def get(self):
        account = self.two()[0]

        def check(answer):
            expect(answer.status, 200, "status")
            self.row(account)(answer)
        return self.call("GET", f"/accounts/{account}", check)

    def get_foreign(self):
        return self.call("GET", f"/accounts/{self.nowhere()}", self.refusal(404))

    def list(self):
        def check(answer):
            expect(answer.status, 200, "status")
            page = answer.json()
            expect({row["id"]: row["balance"] for row in page["accounts"]}, self.accounts, "accounts")
            expect(page["total"], len(self.accounts), "total")
        return self.call("GET", "/accounts", check)

    def claims(self):
        """What the database holds for the caller, as the transaction's settings."""
        def check(answer):
            found = answer.json()
            expect([answer.status, found["uid"], found["sub"], found["claims"]["sub"], found["role"], found["request_id"]],
                   [200, self.user, self.user, self.user, "authenticated", answer.header("x-request-id")], "claims")
        return self.call("GET", "/claims", check)

    def unsigned(self):
        marker = self.mark()
        self.refused.add(marker)
        return self.call("POST", "/transfers/unbalanced", self.refusal(401), {"marker": marker, "amount": 1, "posted": 0},
                         self.random.choice(self.bad))

    def state(self):
        return {"accounts": self.accounts, "done": sorted(self.done), "refused": sorted(self.refused), "maybe": sorted(self.maybe)}
