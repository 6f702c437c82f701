"""HTTP requests as a plain client sends them, and what every answer of the contract has in
common.
"""
import dataclasses
import http.client
import itertools
import json
import re
import secrets
import urllib.parse

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\Z")
# A whole sentence with a subject, which can stand beside the field's label.
FIELD_MESSAGE = re.compile(r"(This|The|There is|At most) [^\n]*[^.]\.\Z")
PROBLEM_KEYS = {"type", "title", "status", "detail", "code", "retryable", "request_id"}


@dataclasses.dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:400]!r}>"


class Api:
    """A client of one server; each request on a connection of its own unless `keep` is set."""

    def __init__(self, port, token=None, keep=False, timeout=120):
        self.port = port
        self.token = token
        self.keep = keep
        self.timeout = timeout
        self._kept = None

    def close(self):
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def _connection(self):
        if self._kept is not None:
            return self._kept
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        if self.keep:
            self._kept = connection
        return connection

    def request(self, method, path, json_body=None, form=None, body=None, headers=None, token=None):
        """`json_body`, `form` or raw `body`; `token` "" sends none."""
        fields = {}
        if json_body is not None:
            body = json.dumps(json_body, ensure_ascii=False).encode()
            fields["Content-Type"] = "application/json"
        elif form is not None:
            body = urllib.parse.urlencode(form).encode()
            fields["Content-Type"] = "application/x-www-form-urlencoded"
        bearer = self.token if token is None else token
        if bearer:
            fields["Authorization"] = f"Bearer {bearer}"
        fields.update(headers or {})
        connection = self._connection()
        try:
            connection.request(method, path, body=body, headers=fields)
            reply = connection.getresponse()
            response = Response(reply.status, reply.headers, reply.read())
        except BaseException:
            self._kept = None
            connection.close()
            raise
        if not self.keep:
            connection.close()
        return response

    def get(self, path, **rest):
        return self.request("GET", path, **rest)

    def post(self, path, json_body=None, **rest):
        return self.request("POST", path, json_body, **rest)

    def put(self, path, **rest):
        return self.request("PUT", path, **rest)

    def patch(self, path, json_body=None, **rest):
        return self.request("PATCH", path, json_body, **rest)

    def delete(self, path, **rest):
        return self.request("DELETE", path, **rest)


def assert_problem(response, status, code):
    """RFC 9457 as the contract shapes it; returns the body."""
    assert response.status == status, response
    assert response.headers.get_content_type() == "application/problem+json", response.headers
    problem = response.json
    assert PROBLEM_KEYS <= set(problem), problem
    assert set(problem) <= PROBLEM_KEYS | {"error", "errors", "errors_omitted"}, problem
    assert problem["status"] == status
    assert problem["code"] == code, problem
    assert isinstance(problem["retryable"], bool)
    assert isinstance(problem["detail"], str) and problem["detail"].strip()
    assert problem["request_id"] == response.headers["X-Request-Id"]
    assert REQUEST_ID.match(problem["request_id"])
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    if "errors" in problem:
        assert status == 422
        for error in problem["errors"]:
            assert (
                set(error) == {"field", "message"}
                and isinstance(error["field"], str)
                and FIELD_MESSAGE.match(error["message"])
            ), error
    return problem


def bad_fields(response):
    """The names of the fields a 422 complains about, sorted."""
    problem = assert_problem(response, 422, "invalid")
    return sorted({error["field"] for error in problem["errors"]})


@dataclasses.dataclass
class Person:
    id: int
    username: str
    email: str
    password: str
    token: str
    refresh_token: str
    api: Api


_numbers = itertools.count(1)


def unique(word="x"):
    return f"{word}-{next(_numbers)}-{secrets.token_hex(4)}"


def log_in(port, email, password="secret"):
    response = Api(port).post("/chat/token", form={"username": email, "password": password})
    assert response.status == 200, response
    return response.json


def register(port, name="anna", email=None, password="secret"):
    """Registers, logs in, and returns the Person."""
    email = email or f"{unique('p')}@example.com"
    response = Api(port).post(
        "/chat/register", {"username": name, "email": email, "password": password}
    )
    assert response.status == 201, response
    tokens = log_in(port, email, password)
    return Person(
        response.json["id"],
        name,
        email,
        password,
        tokens["access_token"],
        tokens["refresh_token"],
        Api(port, tokens["access_token"]),
    )


def make_group(owner, *others, name="a group"):
    """A group of these people; returns its Chat."""
    response = owner.api.post(
        "/chat/group", {"name": name, "participant_ids": [o.id for o in others]}
    )
    assert response.status == 201, response
    return response.json


def make_direct(first, second):
    response = first.api.post("/chat/chat", {"second_email": second.email})
    assert response.status in (200, 201), response
    return response.json


def send(person, chat_id, text, **more):
    """Posts to a group; returns the Message."""
    response = person.api.post("/chat/group-message", {"chat_id": chat_id, "text": text, **more})
    assert response.status in (200, 201), response
    return response.json


def chat_path(chat_id, rest=""):
    return f"/chat/chats/{chat_id}{rest}"


def ok(response, status=200):
    """What the request answered, which was as expected."""
    assert response.status == status, response
    return response.json if response.body else None


def say(person, chat_id, text, **more):
    """Posts to a chat of any kind; returns the Message."""
    return ok(person.api.post(chat_path(chat_id, "/messages"), {"text": text, **more}), 201)


def chat_of(person, chat_id):
    """The Chat as that person sees it."""
    return ok(person.api.get(chat_path(chat_id)))


def add_member(person, chat_id, other):
    body = {"group_id": chat_id, "second_email": other.email}
    return ok(person.api.post("/chat/group/add-user", body))


def remove_member(person, chat_id, other):
    return person.api.delete(chat_path(chat_id, f"/members/{other.id}"))


def set_role(person, chat_id, other, role):
    return person.api.patch(chat_path(chat_id, f"/members/{other.id}"), {"role": role})


def sync(person, since=None, limit=200):
    """All events behind the cursor, and the cursor to go on from."""
    events = []
    while True:
        query = f"?limit={limit}" + (f"&since={since}" if since else "")
        page = ok(person.api.get(f"/chat/sync{query}"))
        assert page["resumed"] is (since is not None), page
        events += page["events"]
        since = page["cursor"]
        if not page["more"]:
            return events, since


def lasting(person, since):
    """The events behind the cursor that have one of their own: all but `read`."""
    return [event for event in sync(person, since)[0] if "cursor" in event]


def cursor_of(person):
    """The cursor of this moment."""
    return sync(person)[1]
