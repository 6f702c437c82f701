"""Who may ask: tokens that are missing, broken, forged or stale; other people's ids and chats."""
import base64
import hashlib
import hmac
import json
import time

import asq_process
import http_api
import pytest
import routes
import waiting
import ws_raw
from http_api import Api, assert_problem


def encoded(value):
    raw = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def forgeries(token):
    """Tokens that were made without the key, from a good one."""
    head, claims, signature = token.split(".")
    header, body = decoded(head), decoded(claims)
    own_key = hmac.new(b"", f"{head}.{claims}".encode(), hashlib.sha256).digest()

    def signed(new_header, key=b"secret"):
        parts = f"{encoded(new_header)}.{claims}"
        return f"{parts}.{encoded(hmac.new(key, parts.encode(), hashlib.sha256).digest())}"

    return {
        "none": f"{encoded({**header, 'alg': 'none'})}.{claims}.",
        "None": f"{encoded({**header, 'alg': 'None'})}.{claims}.",
        "none-with-signature": f"{encoded({**header, 'alg': 'none'})}.{claims}.{signature}",
        "empty-signature": f"{head}.{claims}.",
        "no-signature": f"{head}.{claims}",
        "other-claims": f"{head}.{encoded({**body, 'sub': '1' if str(body['sub']) != '1' else '2'})}.{signature}",
        "later-exp": f"{head}.{encoded({**body, 'exp': body['exp'] + 1000})}.{signature}",
        "cut-signature": token[:-4],
        "flipped": f"{head}.{claims}.{('A' if signature[0] != 'A' else 'B') + signature[1:]}",
        "last-bits": token[:-1] + chr(ord(token[-1]) + 1) if token[-1] in "AQgw" else token + "A",
        "padded": token + "=",
        "four-parts": token + ".x",
        "empty-key": f"{head}.{claims}.{encoded(own_key)}",
        "hs512": signed({**header, "alg": "HS512"}),
        "rs256": signed({**header, "alg": "RS256"}),
        "guessed-key": signed(header),
        "foreign-kid": signed({**header, "kid": "../../dev/null"}),
        "jwk": signed({**header, "jwk": {"kty": "oct", "k": encoded(b"secret")}}),
        "jku": signed({**header, "jku": "http://localhost/"}),
        "crit": signed({**header, "crit": ["exp"]}),
        "no-alg": signed({key: value for key, value in header.items() if key != "alg"}),
        "huge": f"{head}.{claims}.{'A' * 4096}",
        "spaces": f"{head}. {claims}.{signature}",
        "garbage": "garbage",
        "dots": "..",
    }


FORGERIES = list(
    forgeries(f"{encoded({'alg': 'HS256', 'kid': 'x'})}.{encoded({'sub': '1', 'exp': 1})}.QUJD")
)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_token_is_401_everywhere(port, anna, group, name):
    token = forgeries(anna.token)[name]
    response = Api(port, token).get("/chat/me")
    assert_problem(response, 401, "unauthenticated")
    assert 'error="invalid_token"' in response.headers["WWW-Authenticate"]
    with pytest.raises(ws_raw.Refused) as refused:
        ws_raw.RawWebSocket(port, f"/chat/ws/{group['id']}", [("Authorization", f"Bearer {token}")])
    assert refused.value.status == 401
    assert token not in response.body.decode()


@pytest.mark.parametrize("route", **routes.named(routes.WITH_TOKEN))
def test_every_route_needs_a_token(port, route):
    response = Api(port).request(route.method, route.target())
    assert_problem(response, 401, "unauthenticated")
    assert (
        "error=" not in response.headers["WWW-Authenticate"]
    ), "RFC 6750 3.1: no code where no token was sent"


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Basic YTpi", "Token x", "Bearer  x y", "x", ""]
)
def test_an_authorization_that_is_no_bearer_token_is_401(port, value):
    assert_problem(
        Api(port).get("/chat/me", headers={"Authorization": value}), 401, "unauthenticated"
    )


def test_the_scheme_is_compared_without_case(port, anna):
    assert (
        Api(port).get("/chat/me", headers={"Authorization": f"bearer {anna.token}"}).status == 200
    )


def test_a_token_in_the_query_opens_sockets_only(port, anna):
    assert Api(port).get(f"/chat/me?token={anna.token}").status == 401


def test_a_refresh_token_is_no_access_token(port, anna):
    assert_problem(Api(port, anna.refresh_token).get("/chat/me"), 401, "unauthenticated")


def test_a_token_of_another_server_is_401(port):
    with asq_process.AsqServer() as other:
        foreign = http_api.register(other.port)
    assert_problem(Api(port, foreign.token).get("/chat/me"), 401, "unauthenticated")


# tokens made with the server's own key: what is checked besides the signature

KEY = "plain text, not base64url: a key of this test only!"


@pytest.fixture(scope="module")
def keyed():
    """A server whose key the test knows."""
    with asq_process.AsqServer(env={"ASQ_JWT_SECRET": KEY}) as server:
        yield server


@pytest.fixture(scope="module")
def holder(keyed):
    return http_api.register(keyed.port, "holder")


def signed(token, drop=(), **claims):
    """The token with other claims, signed rightly."""
    head, body, _ = token.split(".")
    values = {
        name: value for name, value in {**decoded(body), **claims}.items() if name not in drop
    }
    parts = f"{head}.{encoded(values)}"
    return f"{parts}.{encoded(hmac.new(KEY.encode(), parts.encode(), hashlib.sha256).digest())}"


def test_a_token_signed_again_is_good(keyed, holder):
    assert Api(keyed.port, signed(holder.token)).get("/chat/me").status == 200


def test_a_token_from_before_the_clock_was_set_back_is_good(keyed, holder):
    """To a clock that was set back its own tokens come from the future."""
    ahead = int(time.time()) + 86400
    token = signed(holder.token, iat=ahead, nbf=ahead)
    assert Api(keyed.port, token).get("/chat/me").status == 200
    chat = http_api.make_group(holder)["id"]
    with ws_raw.open_chat(keyed.port, chat, token) as ws:
        ws.send_json({"text": "from tomorrow"})
        assert ws.receive_json()["seq"] == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"exp": "never"},
        {"exp": -1},
        {"nbf": "never"},
        {"nbf": -1},
        {"nbf": 1.5},
        {"iat": "never"},
        {"iat": True},
        {"iss": "other"},
        {"aud": "other"},
        {"aud": ["asq", "x"]},
        {"sub": "999999"},
        {"sub": 1.5},
        {"sid": 999999},
        {"sid": "x"},
    ],
    ids=str,
)
def test_a_rightly_signed_token_with_wrong_claims_is_401(keyed, holder, claims):
    response = Api(keyed.port, signed(holder.token, **claims)).get("/chat/me")
    assert_problem(response, 401, "unauthenticated")


@pytest.mark.parametrize("claim", ["exp", "iat", "nbf", "iss", "aud", "sub", "jti", "sid"])
def test_a_rightly_signed_token_without_a_claim_is_401(keyed, holder, claim):
    assert_problem(
        Api(keyed.port, signed(holder.token, drop=[claim])).get("/chat/me"), 401, "unauthenticated"
    )


def test_an_open_socket_is_bound_to_the_session_not_to_exp(keyed, holder):
    chat = http_api.make_group(holder)["id"]
    short = signed(holder.token, exp=int(time.time()) + 2)
    with ws_raw.open_chat(keyed.port, chat, short) as ws:
        waiting.wait_for(
            lambda: Api(keyed.port, short).get("/chat/me").status == 401, what="the token to expire"
        )
        ws.send_json({"text": "still open"})
        assert ws.receive_json()["seq"] == 1


# other people


def test_nobody_acts_for_somebody_else(port, anna, boris, group):
    cases = [
        ("/chat/chat", {"creator_id": boris.id, "second_email": boris.email}),
        ("/chat/find-chat", {"id": boris.id, "name": "x"}),
        ("/chat/find-chat", {"user_id": boris.id, "name": "x"}),
        ("/chat/group", {"creator_id": boris.id, "name": "x", "participant_ids": []}),
        (
            "/chat/group/add-user",
            {"user_id": boris.id, "group_id": group["id"], "second_email": boris.email},
        ),
        ("/chat/group-message", {"chat_id": group["id"], "sender_id": boris.id, "text": "x"}),
        ("/chat/group-message", {"chat_id": group["id"], "sender_id": 10**9, "text": "x"}),
    ]
    for path, body in cases:
        assert_problem(anna.api.post(path, body), 403, "not_yourself")


def chat_requests(person, chat_id):
    return [
        lambda: person.api.get(f"/chat/history/{chat_id}"),
        lambda: person.api.get(f"/chat/group-history/{chat_id}"),
        lambda: person.api.post("/chat/group-message", {"chat_id": chat_id, "text": "x"}),
        lambda: person.api.post(
            "/chat/group-message", {"chat_id": chat_id, "text": "x", "client_id": "c"}
        ),
        lambda: person.api.post(
            "/chat/group/add-user", {"group_id": chat_id, "second_email": person.email}
        ),
        lambda: person.api.post(
            "/chat/group/add-user", {"group_id": chat_id, "second_email": "nobody@example.com"}
        ),
    ]


def anonymous(response):
    problem = response.json
    del problem["request_id"]
    headers = sorted(
        (name.lower(), value)
        for name, value in response.headers.items()
        if name.lower() not in ("date", "x-request-id", "content-length")
    )
    return response.status, problem, headers


def test_a_chat_of_others_answers_exactly_like_none(port, anna, boris, stranger, group):
    direct = http_api.make_direct(anna, boris)["id"]
    none = [anonymous(request()) for request in chat_requests(stranger, 2**53 - 1)]
    for chat_id in (group["id"], direct):
        for request, expected in zip(chat_requests(stranger, chat_id), none):
            response = request()
            assert_problem(response, 404, "chat_not_found")
            assert anonymous(response) == expected


def test_a_direct_chat_is_no_group(port, anna, boris):
    direct = http_api.make_direct(anna, boris)["id"]
    assert anna.api.get(f"/chat/history/{direct}").status == 200
    for response in (
        anna.api.get(f"/chat/group-history/{direct}"),
        anna.api.post("/chat/group-message", {"chat_id": direct, "text": "x"}),
        anna.api.post("/chat/group/add-user", {"group_id": direct, "second_email": anna.email}),
    ):
        assert_problem(response, 404, "chat_not_found")


def test_only_oneself_sees_an_email(port, anna, boris):
    assert anna.api.get("/chat/me").json["email"] == anna.email
    chat = http_api.make_direct(anna, boris)
    assert boris.email not in json.dumps(chat)
    assert boris.email.encode() not in anna.api.get("/chat/chats").body
