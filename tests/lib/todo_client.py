"""examples/todo as one caller of it sees it. Every answer is judged by the contract: its status is
declared, its body fits the schema; and it has the headers that every answer has.
"""
import copy
import os
import re
import urllib.parse
import uuid

import jsonschema
import yaml

from serve import ROOT, check_problem, same

TODO = ["id", "title", "description", "priority", "is_completed", "completed_at", "created_at", "updated_at"]
VERSION_7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
ids_seen = set()


def somebody():
    return str(uuid.uuid4())


class Contract:
    def __init__(self):
        with open(os.path.join(ROOT, "examples", "todo", "api.yaml"), encoding="utf-8") as file:
            self.document = yaml.safe_load(file)

    def validator(self, schema):
        whole = {"components": copy.deepcopy(self.document["components"]), **schema}
        return jsonschema.Draft202012Validator(whole)

    def operation(self, method, path):
        for pattern, item in self.document["paths"].items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path):
                return item.get("get" if method == "HEAD" else method.lower()) if method.isupper() else None
        return None

    def judge(self, method, target, answer):
        operation = self.operation(method, target.partition("?")[0])
        if not operation:
            return
        response = operation["responses"].get(str(answer.status))
        if response is None:
            raise AssertionError(f"{operation['operationId']} answers {answer.status}, which the contract lacks: {answer!r}")
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        if "content" not in response:
            same(answer.body, b"", f"{answer.status} has no body in the contract")
            return
        (media, content), = response["content"].items()
        same(answer.header("content-type"), media, f"{operation['operationId']} {answer.status}")
        if method != "HEAD":
            self.validator(content["schema"]).validate(answer.json())


CONTRACT = Contract()


class Api:
    """One caller of the service on a connection of its own."""

    def __init__(self, served, user=None, token=None, headers=()):
        self.served, self.client = served, served.client()
        self.user = user or somebody()
        self.token = served.token(self.user) if token is None else token
        self.headers = list(headers)

    def call(self, method, target, body=None, headers=(), token=None):
        sent = list(self.headers) + list(headers)
        answer = self.client.call(method, target, token or self.token or None, body, sent)
        CONTRACT.judge(method, target, answer)
        check_headers(answer, sent)
        return answer

    def add(self, title="something", **fields):
        answer = self.call("POST", "/api/todos", {"title": title, **fields})
        same(answer.status, 201, repr(answer))
        return answer.json()

    def get(self, todo_id):
        answer = self.call("GET", f"/api/todos/{todo_id}")
        same(answer.status, 200, repr(answer))
        return answer.json()

    def page(self, **parameters):
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        answer = self.call("GET", f"/api/todos{query}")
        same(answer.status, 200, repr(answer))
        return answer.json()

    def refused(self, status, method, target, body=None, code=None, headers=(), token=None):
        return check_problem(self.call(method, target, body, headers, token), status, code)


def check_headers(answer, sent=()):
    request_id = answer.header("x-request-id")
    if not any(name.lower() == "x-request-id" for name, _ in sent):
        assert request_id and VERSION_7.match(request_id), f"no UUIDv7: {request_id}"
    assert request_id not in ids_seen, f"the request id came twice: {request_id}"
    ids_seen.add(request_id)
    same(answer.header("x-content-type-options"), "nosniff")
    same(answer.header("cache-control"), "no-store")
    assert "default-src 'none'" in answer.header("content-security-policy"), repr(answer)
    assert "frame-ancestors 'none'" in answer.header("content-security-policy"), repr(answer)
    same(answer.header("referrer-policy"), "no-referrer")
    assert answer.header("cross-origin-resource-policy"), repr(answer)
    assert answer.header("x-response-time"), repr(answer)
    assert not answer.all("server") and not answer.all("x-powered-by"), f"says what it is: {answer!r}"


def pointers(problem):
    return sorted(fault["pointer"] for fault in problem["errors"])
