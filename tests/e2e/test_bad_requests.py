"""What every route has in common (api.md, "Rules for every route"): routes and methods, media
types, sizes, JSON as such, request ids, and the order of refusals.
"""
import json

import http_api
import pytest
import routes
from http_api import Api, assert_problem

MIB = 1 << 20


def code_of(response):
    return response.status, response.json["code"]


# routes and methods


@pytest.mark.parametrize(
    "path",
    [
        "/chat",
        "/chat/",
        "/chat/none",
        "/chat/history",
        "/chat/history/",
        "/chat/history/1/x",
        "/CHAT/me",
        "/chat//me",
        "/chat/me/",
        "/chat/group/",
        "/chat/group/none",
        "/none",
        "/chat/register/1",
        "/chat/sessions/1/2",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_route_is_404(port, path, method):
    assert_problem(Api(port).request(method, path), 404, "route_not_found")


@pytest.mark.parametrize("path", sorted(routes.PATHS))
@pytest.mark.parametrize("method", routes.METHODS)
def test_another_method_is_405_with_allow(port, path, method):
    right = routes.PATHS[path]
    if method in right:
        return
    response = Api(port).request(method, path.replace("{chat}", "1"))
    assert_problem(response, 405, "method_not_allowed")
    assert right <= allowed(response)
    assert method not in allowed(response)


def allowed(response):
    return {method.strip() for method in response.headers["Allow"].split(",")}


@pytest.mark.parametrize("path", sorted(routes.PATHS))
def test_options_names_the_methods_without_a_token_and_without_cors(port, path):
    response = Api(port).request(
        "OPTIONS", path.replace("{chat}", "1"), headers={"Origin": "http://elsewhere"}
    )
    assert (response.status, response.body) == (204, b"")
    assert routes.PATHS[path] <= allowed(response)
    assert not [name for name in response.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/openapi.json"])
def test_the_pages_outside_chat_are_read_only(port, path):
    assert Api(port).get(path).status == 200
    response = Api(port).post(path, {})
    assert_problem(response, 405, "method_not_allowed")
    assert "GET" in allowed(response)


@pytest.mark.parametrize("route", **routes.named(routes.READING))
def test_head_answers_as_get_without_the_body(port, anna, group, route):
    target = route.target(group["id"])
    got, head = anna.api.get(target), anna.api.request("HEAD", target)
    assert (head.status, head.body) == (got.status, b"") and got.status == 200
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert head.headers["Content-Length"] == got.headers["Content-Length"]


def test_head_of_a_refusal_has_no_body(port):
    response = Api(port).request("HEAD", "/chat/me")
    assert (response.status, response.body) == (401, b"")


@pytest.mark.parametrize("path", ["/chat/register", "/chat/chat"])
def test_head_of_a_route_without_get_is_405(port, path):
    assert Api(port).request("HEAD", path).status == 405


# media types and sizes


@pytest.mark.parametrize(
    "media",
    [
        None,
        "text/plain",
        "application/jsonx",
        "application/json-patch+json",
        "json",
        "multipart/form-data; boundary=x",
        "",
        "application/json, text/plain",
    ],
)
@pytest.mark.parametrize("route", **routes.named(routes.WITH_BODY))
def test_another_media_type_is_415(port, anna, route, media):
    headers = {} if media is None else {"Content-Type": media}
    response = anna.api.request(route.method, route.target(), body=b"{}", headers=headers)
    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize("route", **routes.named(routes.WITH_JSON))
def test_a_form_where_json_is_asked_for_is_415(port, anna, route):
    assert_problem(
        anna.api.request(route.method, route.target(), form={"a": "b"}),
        415,
        "unsupported_media_type",
    )


def test_json_where_a_form_is_asked_for_is_415(port):
    response = Api(port).post("/chat/token", {"username": "a@example.com", "password": "secret"})
    assert_problem(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "media",
    [
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/json;charset=UTF-8",
        "application/json; charset=utf8",
        'application/json; charset="UTF-8"',
        "application/json; charset=us-ascii",
    ],
)
def test_parameters_and_case_of_the_media_type_do_not_matter(port, anna, media):
    body = json.dumps({"name": "media"}).encode()
    response = anna.api.request(
        "POST",
        "/chat/group",
        body=body.replace(b"}", b',"participant_ids":[]}'),
        headers={"Content-Type": media},
    )
    assert response.status == 201, response


@pytest.mark.parametrize("route", **routes.named(routes.READING))
def test_without_a_body_the_media_type_is_not_looked_at(port, anna, group, route):
    assert (
        anna.api.get(route.target(group["id"]), headers={"Content-Type": "text/strange"}).status
        == 200
    )


@pytest.mark.parametrize("route", **routes.named(routes.WITH_BODY))
@pytest.mark.parametrize("size", [MIB + 1, 3 * MIB], ids=["1-MiB-and-1", "3-MiB"])
def test_a_body_over_1_MiB_is_413_and_the_client_sees_it(port, anna, route, size):
    response = anna.api.request(
        route.method, route.target(), body=b" " * size, headers={"Content-Type": route.media}
    )
    assert_problem(response, 413, "body_too_large")


def test_a_body_of_exactly_1_MiB_is_taken(port, anna):
    body = b'{"name":"exact","participant_ids":[]}'
    response = anna.api.request(
        "POST",
        "/chat/group",
        body=body + b" " * (MIB - len(body)),
        headers={"Content-Type": "application/json"},
    )
    assert response.status == 201


# JSON as such

MALFORMED = {
    "empty": b"",
    "space": b" ",
    "open": b"{",
    "cut": b'{"name": "x"',
    "no-comma": b'{"a": 1 "b": 2}',
    "word": b"hello",
    "trailing-comma": b'{"a": 1,}',
    "two-values": b"{} {}",
    "garbage-behind": b"{}x",
    "single-quotes": b"{'a': 1}",
    "comment": b"{} // x",
    "nan": b'{"a": NaN}',
    "infinity": b'{"a": Infinity}',
    "leading-zero": b'{"a": 01}',
    "plus": b'{"a": +1}',
    "bare-key": b"{a: 1}",
    "raw-control": b'{"a": "\x01"}',
    "raw-newline": b'{"a": "\n"}',
    "raw-nul": b'{"a": "\x00"}',
    "bad-escape": b'{"a": "\\x41"}',
    "short-escape": b'{"a": "\\u12"}',
    "bom-alone": b"\xef\xbb\xbf",
    "bom-twice": b"\xef\xbb\xbf\xef\xbb\xbf{}",
    "bom-behind": b"{}\xef\xbb\xbf",
    "utf-16": "{}".encode("utf-16-le"),
    "invalid-utf8": b'{"a": "\xff"}',
    "overlong": b'{"a": "\xc0\xaf"}',
    "raw-surrogate": b'{"a": "\xed\xa0\x80"}',
    "doubled-key": b'{"a": 1, "a": 2}',
    "doubled-escaped": b'{"a": 1, "\\u0061": 2}',
    "doubled-nested": b'{"x": {"a": 1, "a": 1}}',
    "depth-33": b'{"x": ' + b"[" * 32 + b"]" * 32 + b"}",
    "depth-100000": b"[" * 100_000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
@pytest.mark.parametrize("route", **routes.named(routes.WITH_JSON))
def test_malformed_json_is_400(port, anna, route, body):
    response = anna.api.request(
        route.method, route.target(), body=body, headers={"Content-Type": "application/json"}
    )
    assert_problem(response, 400, "malformed_json")


def test_a_byte_order_mark_in_front_is_skipped(port, anna):
    """As .NET and PowerShell write it: "syntax error at byte 0"."""
    response = anna.api.request(
        "POST",
        "/chat/group",
        body=b"\xef\xbb\xbf" + b'{"name":"marked","participant_ids":[]}',
        headers={"Content-Type": "application/json"},
    )
    assert (response.status, response.json["name"]) == (201, "marked")


@pytest.mark.parametrize("body", [b"[]", b"[{}]", b'"x"', b"1", b"null", b"true"])
@pytest.mark.parametrize("route", **routes.named(routes.WITH_JSON))
def test_json_that_is_no_object_is_422(port, anna, route, body):
    response = anna.api.request(
        route.method, route.target(), body=body, headers={"Content-Type": "application/json"}
    )
    problem = assert_problem(response, 422, "invalid")
    assert problem["errors"] == [{"field": "body", "message": "This must be a JSON object."}]


def test_an_error_is_short_however_long_the_names_in_the_body(port, anna):
    key = "k" * 60_000
    some, many = (",".join([r'"\ud800"'] * count) for count in (6_000, 100_000))
    for api, path, body, status in (
        (Api(port), "/chat/register", f'{{"{key}":[{some}]}}', 422),
        (Api(port), "/chat/register", f'{{"{key}":1,"{key}":2}}', 400),
        (anna.api, "/chat/group", f'{{"{key}":[{many}]}}', 422),
        (anna.api, "/chat/group", f'{{"participant_ids":[{",".join(["0"] * 1000)}]}}', 422),
    ):
        answer = api.post(path, body=body.encode(), headers={"Content-Type": "application/json"})
        assert answer.status == status, answer
        assert len(answer.body) <= 32 * 1024
        for error in answer.json.get("errors", []):
            assert len(error["field"]) <= 64
    # a thousand ids, and the name that is missing
    assert len(answer.json["errors"]) == 100 and answer.json["errors_omitted"] == 901


@pytest.mark.parametrize(
    "extra", [{"unknown": 1}, {"x": {"deep": [1, 2, {"y": None}]}}, {"big": 10**30}, {"f": 1e300}]
)
def test_unknown_fields_are_ignored(port, anna, extra):
    assert (
        anna.api.post("/chat/group", {"name": "extra", "participant_ids": [], **extra}).status
        == 201
    )


# The grammar of JSON knows no largest exponent.
@pytest.mark.parametrize("number", ["1e99999999999999999999", "-1E-99999999999999999999"])
def test_a_number_beyond_every_exponent_is_a_bad_field_not_bad_json(port, anna, number):
    def send(chat_id, more):
        body = '{"text": "x", "chat_id": %s, "more": %s}' % (chat_id, more)
        headers = {"Content-Type": "application/json"}
        return anna.api.request("POST", "/chat/group-message", body=body.encode(), headers=headers)

    assert http_api.bad_fields(send(number, 1)) == ["chat_id"]
    group = anna.api.post("/chat/group", {"name": "far", "participant_ids": []}).json
    assert send(group["id"], number).status == 201


def test_32_levels_are_not_too_deep(port, anna):
    nested = []
    for _ in range(30):
        nested = [nested]
    assert (
        anna.api.post("/chat/group", {"name": "deep", "participant_ids": [], "x": nested}).status
        == 201
    )


# request ids


@pytest.mark.parametrize("own", ["a", "A-b_c.9", "x" * 64])
def test_a_request_id_of_the_client_is_kept(port, own):
    for path in ("/healthz", "/chat/me", "/none"):
        assert Api(port).get(path, headers={"X-Request-Id": own}).headers["X-Request-Id"] == own


@pytest.mark.parametrize("own", ["", "x" * 65, "a b", "a/b", "a,b", '"', "<script>", "\xe9"])
def test_another_request_id_is_replaced(port, own):
    response = Api(port).get("/chat/me", headers={"X-Request-Id": own})
    given = response.headers["X-Request-Id"]
    assert given != own and http_api.REQUEST_ID.match(given)


def test_request_ids_are_not_given_twice(port):
    assert len({Api(port).get("/healthz").headers["X-Request-Id"] for _ in range(50)}) == 50


# the order of refusals: 404/405, 401, 415/413, 400, 422, 403 not_yourself, 404


def test_404_and_405_come_before_401(port):
    assert Api(port).post("/chat/none", body=b"x").status == 404
    assert Api(port).delete("/chat/chat").status == 405


@pytest.mark.parametrize("route", **routes.named([r for r in routes.WITH_BODY if r.auth]))
def test_401_comes_before_everything_about_the_body(port, route):
    for headers, body in (
        ({}, b"x"),
        ({"Content-Type": "text/plain"}, b"x" * (2 * MIB)),
        ({"Content-Type": "application/json"}, b"{"),
    ):
        response = Api(port).request(route.method, route.target(), body=body, headers=headers)
        assert_problem(response, 401, "unauthenticated")


@pytest.mark.parametrize("route", **routes.named(routes.WITH_JSON))
def test_415_comes_before_400(port, anna, route):
    assert (
        anna.api.request(
            route.method, route.target(), body=b"{", headers={"Content-Type": "text/plain"}
        ).status
        == 415
    )


def test_422_comes_before_not_yourself(port, anna, boris):
    response = anna.api.post("/chat/chat", {"creator_id": boris.id, "second_email": 7})
    assert http_api.bad_fields(response) == ["second_email"]


def test_not_yourself_comes_before_404(port, anna, boris):
    response = anna.api.post(
        "/chat/chat", {"creator_id": boris.id, "second_email": "nobody@example.com"}
    )
    assert_problem(response, 403, "not_yourself")
    response = anna.api.post(
        "/chat/group-message", {"chat_id": 10**9, "sender_id": boris.id, "text": "x"}
    )
    assert_problem(response, 403, "not_yourself")
    response = anna.api.post(
        "/chat/group/add-user",
        {"group_id": 10**9, "user_id": boris.id, "second_email": anna.email},
    )
    assert_problem(response, 403, "not_yourself")


def test_a_refused_request_uses_up_no_id(port, anna, boris):
    before = http_api.make_group(anna, name="before")["id"]
    refused = [
        ({"name": "", "participant_ids": []}, 422),
        ({"name": "x", "participant_ids": [10**9]}, 422),
        ({"name": "x", "participant_ids": [], "creator_id": boris.id}, 403),
    ]
    for body, status in refused:
        assert anna.api.post("/chat/group", body).status == status
    assert anna.api.post("/chat/chat", {"second_email": "nobody@example.com"}).status == 404
    assert http_api.make_group(anna, name="after")["id"] == before + 1


def test_a_refused_message_uses_up_no_seq(port, anna, boris):
    chat = http_api.make_group(anna, boris)["id"]
    first = http_api.send(anna, chat, "first")
    for text in ("", "x" * 16385, 7, None, "a\0b"):
        assert anna.api.post("/chat/group-message", {"chat_id": chat, "text": text}).status == 422
    assert http_api.send(anna, chat, "second")["seq"] == first["seq"] + 1
