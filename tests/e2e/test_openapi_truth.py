"""/openapi.json says what the server does: every operation, its successes, its refusals, the fields
that it takes and those that may be left out.

Beyond this file, conftest.py holds every answer that any test gets against the document.
"""
import json
import socket

import contract
import pytest
import raw_http
import ws_raw
from asq_process import AsqServer, run_asq
from http_api import Api, make_group, register, send
from routes import ROUTES, WITH_BODY, WITH_JSON, named

THUMB = "%F0%9F%91%8D"


class Walk:
    """Asks, holds each answer against the document, and remembers what has been seen."""

    def __init__(self, port):
        self.contract = contract.Contract(Api(port).get("/openapi.json").json)
        self.seen = set()

    def __call__(self, api, method, target, status, **request):
        response = api.request(method, target, **request)
        assert response.status == status, response
        self.note(method, target, response)
        return response

    def note(self, method, target, response):
        assert self.contract.check(method, target, response), target
        operation = self.contract.operation(method, target)
        assert str(response.status) in operation["responses"], response
        self.seen.add((operation["operationId"], response.status))


@pytest.fixture
def walk(port):
    return Walk(port)


def set_password_by_link(walk, server, email, password):
    link = run_asq("user", "reset-link", email, "--data", server.data).stdout.strip()
    body = {"token": link.partition("#")[2], "password": password}
    walk(Api(server.port), "POST", "/chat/password", 204, json_body=body)


def walk_through_accounts(walk, server, anna):
    port = server.port
    open_, own = Api(port), Api(port)
    new = {"username": "vera", "email": f"vera-{anna.id}@example.com", "password": "secret"}
    walk(open_, "POST", "/chat/register", 201, json_body=new)
    tokens = walk(open_, "POST", "/chat/token", 200, form={"username": new["email"], "password": "secret"})
    own.token = tokens.json["access_token"]
    walk(own, "GET", "/chat/me", 200)
    walk(own, "PATCH", "/chat/me", 200, json_body={"name": "Vera"})
    walk(own, "GET", f"/chat/users?email={anna.email}", 200)
    walk(own, "GET", f"/chat/users/{tokens.json['user']['id']}", 200)
    walk(own, "PATCH", "/chat/me", 200, json_body={"handle": f"vera_{anna.id}", "language": "en"})
    walk(own, "GET", "/chat/people", 200)
    walk(own, "GET", "/chat/people?query=vera&limit=1", 200)
    walk(own, "GET", f"/chat/people?ids={anna.id},{tokens.json['user']['id']}", 200)
    sessions = walk(own, "GET", "/chat/sessions", 200).json["sessions"]
    walk(own, "DELETE", f"/chat/sessions/{sessions[0]['id']}", 204)
    form = {"username": new["email"], "password": "secret"}
    own.token = walk(open_, "POST", "/chat/token", 200, form=form).json["access_token"]
    walk(own, "POST", "/chat/logout", 204)
    set_password_by_link(walk, server, new["email"], form["password"])
    own.token = walk(open_, "POST", "/chat/token", 200, form=form).json["access_token"]
    walk(own, "DELETE", "/chat/me", 204, json_body={"current_password": "secret"})


def walk_through_chats(walk, anna, boris):
    api = anna.api
    walk(api, "POST", "/chat/chat", 201, json_body={"second_email": boris.email})
    walk(api, "POST", "/chat/chat", 200, json_body={"second_email": boris.email})
    body = {"name": "the team", "participant_ids": []}
    chat = walk(api, "POST", "/chat/group", 201, json_body=body).json["id"]
    body = {"group_id": chat, "email": boris.email}
    walk(api, "POST", "/chat/group/add-user", 200, json_body=body)
    walk(api, "POST", "/chat/find-chat", 200, json_body={"name": "team"})
    walk(api, "GET", "/chat/chats?limit=1", 200)
    walk(api, "GET", f"/chat/chats/{chat}", 200)
    walk(api, "PATCH", f"/chat/chats/{chat}", 200, json_body={"admins_only_invite": True})
    walk(api, "GET", f"/chat/chats/{chat}/members?limit=1", 200)
    walk(api, "PATCH", f"/chat/chats/{chat}/members/{boris.id}", 200, json_body={"role": "admin"})
    return chat


def walk_through_invites(walk, server, anna, boris, chat):
    api, open_ = anna.api, Api(server.port)
    made = walk(api, "POST", f"/chat/chats/{chat}/invites", 201, json_body={"max_uses": 1}).json
    walk(api, "GET", f"/chat/chats/{chat}/invites?limit=1", 200)
    walk(api, "POST", "/chat/invites", 201, json_body={})
    walk(api, "GET", "/chat/invites?limit=1", 200)
    walk(open_, "GET", f"/chat/invites/{made['token']}", 200)
    walk(boris.api, "POST", f"/chat/invites/{made['token']}/accept", 200)
    walk(api, "DELETE", f"/chat/invites/{made['token']}", 204)
    link = run_asq("invite", "--data", server.data).stdout.split()[0]
    walk(api, "POST", f"/chat/invites/{link.rpartition('/')[2]}/accept", 204)
    gone = f"/chat/invites/{made['token']}"
    assert open_.get(gone).status == 410
    assert api.post(f"{gone}x/accept").status == 404


def walk_through_messages(walk, anna, boris, chat):
    api, messages = anna.api, f"/chat/chats/{chat}/messages"
    said = {"chat_id": chat, "text": "one", "client_id": "one"}
    walk(api, "POST", "/chat/group-message", 201, json_body=said)
    walk(api, "POST", "/chat/group-message", 200, json_body=said)
    key = {"Idempotency-Key": "two"}
    walk(api, "POST", messages, 201, json_body={"text": "two", "reply_to": 1}, headers=key)
    walk(api, "POST", messages, 200, json_body={"text": "two", "reply_to": 1}, headers=key)
    walk(api, "PATCH", f"{messages}/1", 200, json_body={"text": "won"})
    walk(boris.api, "PUT", f"{messages}/1/reactions/{THUMB}", 200)
    for target in (messages, f"/chat/history/{chat}?order=desc", f"/chat/group-history/{chat}"):
        walk(api, "GET", target, 200)
    walk(boris.api, "POST", f"/chat/chats/{chat}/read", 200, json_body={"seq": 1})
    walk(api, "GET", "/chat/sync", 200)
    walk(boris.api, "DELETE", f"{messages}/1/reactions/{THUMB}", 200)
    walk(api, "DELETE", f"{messages}/1", 200)
    walk(api, "DELETE", f"/chat/chats/{chat}/members/{boris.id}", 204)
    walk(api, "DELETE", f"/chat/chats/{chat}", 204)


def first_answer(port, request):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request)
        return raw_http.Reader(connection).response()


def upgrade(port, target, headers=(), **change):
    return first_answer(port, ws_raw.upgrade_request(target, "x", headers, **change))


def test_every_success_is_seen_and_is_as_described(walk, server, port, anna, boris):
    walk_through_accounts(walk, server, anna)
    chat = walk_through_chats(walk, anna, boris)
    walk_through_invites(walk, server, anna, boris, chat)
    walk_through_messages(walk, anna, boris, chat)
    for path in ("/chat/server", "/healthz", "/readyz", "/metrics"):
        walk(Api(port), "GET", path, 200)
    told = {
        (operation["operationId"], int(status))
        for _, _, operation in walk.contract.operations()
        for status in operation["responses"]
        if status[0] == "2"
    }
    assert walk.seen == told


def test_what_was_missed_has_every_kind_of_event(walk, port):
    """The walk through a life of chats, as another member catches up on it."""
    anna, boris = register(port, "anna"), register(port, "boris")
    since = walk(boris.api, "GET", "/chat/sync", 200).json["cursor"]
    chat = make_group(anna, boris)["id"]
    extra = register(port, "extra")
    messages = f"/chat/chats/{chat}/messages"
    send(anna, chat, "one")
    send(anna, chat, "two")
    anna.api.patch(f"{messages}/1", {"text": "won"})
    anna.api.put(f"{messages}/1/reactions/{THUMB}")
    anna.api.delete(f"{messages}/2")
    anna.api.post("/chat/group/add-user", {"group_id": chat, "second_email": extra.email})
    anna.api.patch(f"/chat/chats/{chat}/members/{extra.id}", {"role": "admin"})
    anna.api.delete(f"/chat/chats/{chat}/members/{extra.id}")
    anna.api.patch(f"/chat/chats/{chat}", {"name": "renamed"})
    anna.api.patch("/chat/me", {"username": "Anna"})
    anna.api.post(f"/chat/chats/{chat}/read", {"seq": 2})
    other = make_group(anna, boris)["id"]
    anna.api.delete(f"/chat/chats/{other}")
    page = walk(boris.api, "GET", f"/chat/sync?limit=200&since={since}", 200).json
    schemas = walk.contract.components["schemas"]
    told = set()
    for part in schemas["Event"]["oneOf"]:
        kind = walk.contract.followed(part)["properties"]["type"]
        told |= set(kind.get("enum") or [kind["const"]])
    assert {event["type"] for event in page["events"]} == told


@pytest.mark.parametrize("route", **named(ROUTES))
def test_every_refusal_is_described(walk, port, anna, boris, route):
    """Whatever is wrong with a request, the operation names the status."""
    group = make_group(anna, boris)["id"]
    method, target = route.method, route.target(group)
    right = request_of(route, group)
    if route.auth:
        walk(Api(port, "nobody.at.all"), method, target, 401, **right)
        walk(Api(port), method, target, 401, **right)
    if route in WITH_BODY:
        walk(anna.api, method, target, 415, body=b"x", headers={"Content-Type": "text/csv"})
        huge = {"Content-Type": route.media, "Content-Length": str(2**40)}
        note_refusal_of_length(walk, port, route, target, huge, anna.token)
    if route in WITH_JSON:
        walk(anna.api, method, target, 400, body=b"{", headers={"Content-Type": route.media})
        walk(anna.api, method, target, 422, json_body=[])
        walk(anna.api, method, target, 422, json_body={key: {} for key in route.body})
    if not route.media:
        many = "&".join(f"q{number}=1" for number in range(300))
        walk(anna.api, method, target.partition("?")[0] + "?" + many, 400)


def note_refusal_of_length(walk, port, route, target, headers, token):
    fields = {**headers, "Host": "x", "Authorization": f"Bearer {token}"}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    request = f"{route.method} {target} HTTP/1.1\r\n{head}\r\n".encode()
    answer = first_answer(port, request)
    assert answer.status == 413, answer
    walk.note(route.method, target, Titled(answer))


class Titled:
    """A raw answer with its header's names as they are compared here."""

    def __init__(self, raw):
        self.status, self.body = raw.status, raw.body
        self.headers = {name.title(): value for name, value in raw.headers.items()}
        self.json = json.loads(raw.body) if raw.body else None

    def __repr__(self):
        return f"<{self.status} {self.body[:400]!r}>"


def request_of(route, chat):
    body = {key: chat if value == "{chat}" else value for key, value in (route.body or {}).items()}
    if not route.media:
        return {}
    return {"json_body": body} if route in WITH_JSON else {"form": body}


def objects_of(schema):
    """The objects that a schema takes: itself, or those to choose from."""
    return schema.get("anyOf", [schema])


def takes_null(schema):
    return "null" in schema["type"]


def fields_refused(response):
    return {error["field"] for error in response.json["errors"]} if response.status == 422 else set()


@pytest.mark.parametrize("route", **named(WITH_JSON))
def test_what_may_be_left_out_may_be_null_and_nothing_else_may(walk, anna, boris, route):
    group = make_group(anna, boris)["id"]
    target = route.target(group)
    schema = walk.contract.body_schema(walk.contract.operation(route.method, target))
    right = request_of(route, group)["json_body"]
    required = set(right) if len(objects_of(schema)) > 1 else set(schema.get("required", ()))
    for name, rule in objects_of(schema)[0]["properties"].items():
        for body in ({**right, name: None}, {key: right[key] for key in right if key != name}):
            response = anna.api.request(route.method, target, body)
            walk.note(route.method, target, response)
            missing = "This field is required." in response.body.decode()
            assert (name in fields_refused(response) and missing) == (name in required), response
        assert takes_null(rule) == (name not in required), name


def test_either_name_of_a_field_will_do(walk, anna, boris):
    group = make_group(anna)["id"]
    schema = walk.contract.body_schema(walk.contract.operation("POST", "/chat/group/add-user"))
    needed = [set(each["required"]) for each in objects_of(schema)]
    assert needed == [{"group_id", "second_email"}, {"group_id", "email"}]
    for names in needed:
        (name,) = names - {"group_id"}
        for other in objects_of(schema)[0]["properties"].keys() - names - {"user_id"}:
            body = {"group_id": group, name: boris.email, other: None}
            walk(anna.api, "POST", "/chat/group/add-user", 200, json_body=body)


def test_an_empty_field_of_the_form_is_one_left_out(walk, port, anna):
    schema = walk.contract.body_schema(walk.contract.operation("POST", "/chat/token"))
    assert "required" not in schema
    for name, rule in schema["properties"].items():
        assert "minLength" not in rule and "default" not in rule, name
    form = {"grant_type": "", "username": anna.email, "password": anna.password, "refresh_token": ""}
    walk(Api(port), "POST", "/chat/token", 200, form=form)


def test_a_limit_that_is_used_up_is_described_on_every_route():
    rates = {
        "register": "1/1h",
        "token": "3/1h",
        "request": "4/1h",
        "send": "1/1h",
        "invite": "1/1h",
    }
    args = [word for name, rate in rates.items() for word in (f"--limit-{name}", rate)]
    with AsqServer(args=args, limits=None) as server:
        anna = register(server.port, "anna")
        walk = Walk(server.port)
        for route in ROUTES:
            for _ in range(6):
                api = anna.api if route.auth else Api(server.port)
                response = api.request(route.method, route.target(1), **request_of(route, 1))
                walk.note(route.method, route.target(1), response)
                if response.status == 429:
                    break
            assert response.status == 429, route
            assert response.headers["RateLimit-Remaining"] == "0"
    limited = {operation for operation, status in walk.seen if status == 429}
    assert len(limited) == len(ROUTES)


def test_the_door_of_a_socket_is_described(walk, port, anna, stranger, group):
    bearer = (("Authorization", f"Bearer {anna.token}"),)
    for target in ("/chat/ws", f"/chat/ws/{group['id']}"):
        asked = {
            101: upgrade(port, target, (*bearer, ("Sec-WebSocket-Protocol", "asq"))),
            401: upgrade(port, target),
            426: upgrade(port, target, bearer, version="12"),
        }
        for status, answer in asked.items():
            assert answer.status == status, answer
            check_head(walk, target, answer)
    strange = (("Authorization", f"Bearer {stranger.token}"),)
    for target, headers, status in (
        (f"/chat/ws/{group['id']}", strange, 404),
        (f"/chat/ws/{group['id']}?since_seq=9", bearer, 409),
        ("/chat/ws/x", bearer, 422),
    ):
        answer = upgrade(port, target, headers)
        assert answer.status == status, answer
        check_head(walk, target, answer)


def check_head(walk, target, answer):
    described = walk.contract.operation("GET", target)["responses"][str(answer.status)]
    walk.contract.check_headers(described["headers"], answer.headers, f"{target}: {answer}")


def test_methods_that_a_path_does_not_have(walk, port):
    for method in ("PUT", "DELETE"):
        response = Api(port).request(method, "/healthz")
        assert response.status == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    answer = Api(port).request("OPTIONS", "/chat/me")
    known = {method for method, path, _ in walk.contract.operations() if path == "/chat/me"}
    assert set(answer.headers["Allow"].split(", ")) == known | {"HEAD", "OPTIONS"}


def test_every_operation_has_a_default_answer(walk):
    for _, path, operation in walk.contract.operations():
        default = walk.contract.followed(operation["responses"]["default"])
        assert contract.PROBLEM in default["content"], path
        assert set(default["headers"]) == {"X-Request-Id", "X-ASQ-Version", "Retry-After", "Allow"}
