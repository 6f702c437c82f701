"""Token buckets per address and per account (api.md)."""
import itertools
import json

import history
import http_api
import pytest
import ws_raw
from asq_process import AsqServer
from http_api import Api, assert_problem

# Refills so slowly that the machine's speed makes no difference.
SMALL = {
    "--limit-register": "4/1h",
    "--limit-token": "5/1h",
    "--limit-send": "10/1h burst 20",
    "--limit-request": "3/1h burst 30",
}


def start(**change):
    rates = {**SMALL, **{f"--limit-{name}": rate for name, rate in change.items()}}
    return AsqServer(args=[word for pair in rates.items() for word in pair], limits=None)


@pytest.fixture
def limited():
    """A fresh server for each test: its buckets are full."""
    with start() as server:
        yield server.port


def until_limited(ask, most=100):
    """Answers up to and including the first 429."""
    answers = []
    while not answers or answers[-1].status != 429:
        assert len(answers) <= most, "never limited"
        answers.append(ask())
    return answers


def check_refusal(response):
    problem = assert_problem(response, 429, "rate_limited")
    assert problem["retryable"] is True
    assert int(response.headers["Retry-After"]) >= 1
    assert response.headers["RateLimit-Remaining"] == "0"
    assert int(response.headers["RateLimit-Reset"]) >= 1


def check_countdown(answers, limit):
    """`limit` answers that count down to 0, then the refusal."""
    assert {answer.headers["RateLimit-Limit"] for answer in answers} == {str(limit)}
    remaining = [int(answer.headers["RateLimit-Remaining"]) for answer in answers]
    assert remaining == [*range(limit - 1, -1, -1), 0]
    check_refusal(answers[-1])


def log_in_wrongly(port, **headers):
    form = {"username": "nobody@example.com", "password": "wrong!"}
    return Api(port).post("/chat/token", form=form, headers=headers)


def people(port, count):
    return [http_api.register(port, f"person {index}") for index in range(count)]


def test_the_defaults_are_those_of_the_contract():
    with AsqServer(limits=None) as server:
        body = {"username": "x", "email": "x@example.com", "password": "secret"}
        first = Api(server.port).post("/chat/register", body)
        logged_in = Api(server.port).post(
            "/chat/token", form={"username": body["email"], "password": body["password"]}
        )
        api = Api(server.port, logged_in.json["access_token"])
        group = api.post("/chat/group", {"name": "x", "participant_ids": []})
        sent = api.post("/chat/group-message", {"chat_id": group.json["id"], "text": "x"})
        answers = [(first, 20), (logged_in, 30), (group, 500), (sent, 200)]
        for answer, limit in answers:
            assert answer.headers["RateLimit-Limit"] == str(limit)
            assert answer.headers["RateLimit-Remaining"] == str(limit - 1)
            assert int(answer.headers["RateLimit-Reset"]) >= 0


def test_registrations_are_limited_per_address(limited):
    def ask():
        email = f"{http_api.unique()}@example.com"
        body = {"username": "x", "email": email, "password": "secret"}
        return Api(limited).post("/chat/register", body)

    answers = until_limited(ask)
    assert {answer.status for answer in answers[:-1]} == {201}
    check_countdown(answers, 4)


def test_logins_are_limited_per_address_wrong_ones_too(limited):
    answers = until_limited(lambda: log_in_wrongly(limited))
    assert {answer.status for answer in answers[:-1]} == {401}
    check_countdown(answers, 5)


def test_the_address_is_the_peers_and_no_header_changes_it(limited):
    spoofed = iter(range(200))

    def ask():
        address = f"10.0.0.{next(spoofed)}"
        return log_in_wrongly(
            limited, **{"X-Forwarded-For": address, "Forwarded": f"for={address}"}
        )

    check_countdown(until_limited(ask), 5)


def test_a_name_changes_10_times_an_hour_and_the_same_name_again_costs_nothing():
    with AsqServer(limits=None) as server:
        anna = http_api.register(server.port)
        for index in range(10):
            for _ in range(3):
                assert anna.api.patch("/chat/me", {"username": f"anna {index}"}).status == 200
        refused = anna.api.patch("/chat/me", {"username": "anna 10"})
        check_refusal(refused)
        assert refused.headers["RateLimit-Limit"] == "10"
        assert anna.api.get("/chat/me").json["username"] == "anna 9"
        boris = http_api.register(server.port)
        assert boris.api.patch("/chat/me", {"username": "boris 2"}).status == 200


def test_sends_are_limited_per_account_and_the_refused_one_is_not_stored(limited):
    anna, boris = people(limited, 2)
    chat = http_api.make_group(anna, boris)["id"]
    answers = until_limited(
        lambda: anna.api.post("/chat/group-message", {"chat_id": chat, "text": "x"})
    )
    check_countdown(answers, 20)
    assert anna.api.get("/chat/me").status == 200, "another bucket"
    assert http_api.send(boris, chat, "another account")["seq"] == 21


def test_sends_and_changes_draw_from_the_same_bucket(limited):
    (anna,) = people(limited, 1)
    chat = http_api.make_group(anna)["id"]
    path = http_api.chat_path(chat, "/messages")
    ways = itertools.cycle(
        [
            lambda: anna.api.post(path, {"text": "x"}),
            lambda: anna.api.post("/chat/group-message", {"chat_id": chat, "text": "x"}),
        ]
    )
    answers = until_limited(lambda: next(ways)())
    check_countdown(answers, 20)
    assert http_api.chat_of(anna, chat)["last_seq"] == 20
    check_refusal(anna.api.patch(f"{path}/1", {"text": "y"}))
    check_refusal(anna.api.patch(http_api.chat_path(chat), {"name": "y"}))
    read = anna.api.get(http_api.chat_path(chat))
    assert (read.status, read.headers["RateLimit-Limit"]) == (200, "30")


def test_a_repeat_is_answered_in_spite_of_the_limit(limited):
    (anna,) = people(limited, 1)
    chat = http_api.make_group(anna)["id"]
    first = http_api.send(anna, chat, "x", client_id="c-1")
    until_limited(lambda: anna.api.post("/chat/group-message", {"chat_id": chat, "text": "x"}))
    body = {"chat_id": chat, "text": "x", "client_id": "c-1"}
    again = anna.api.post("/chat/group-message", body)
    assert (again.status, again.json["id"]) == (200, first["id"])


def test_other_requests_are_limited_per_account(limited):
    anna, boris = people(limited, 2)
    check_countdown(until_limited(lambda: anna.api.get("/chat/me")), 30)
    assert boris.api.get("/chat/me").status == 200


def test_a_bucket_fills_again():
    with start(request="20/1s burst 2") as server:
        (anna,) = people(server.port, 1)
        kept = Api(server.port, anna.token, keep=True)
        statuses = {kept.get("/chat/me").status for _ in range(100)}
        assert 200 in statuses
        answers = [kept.get("/chat/me")]
        while answers[-1].status == 429:
            assert len(answers) < 100_000, "the bucket never filled again"
            answers.append(kept.get("/chat/me"))
        assert answers[-1].status == 200


def test_a_rate_of_0_switches_one_limit_off(limited):
    with start(request="0") as server:
        (anna,) = people(server.port, 1)
        answers = [anna.api.get("/chat/me") for _ in range(100)]
        assert {answer.status for answer in answers} == {200}
        assert answers[0].headers["RateLimit-Limit"] is None
        login = log_in_wrongly(server.port)
        assert login.headers["RateLimit-Limit"] == "5"


def test_a_flooding_socket_hears_rate_limited_and_is_then_closed_with_4429(limited):
    anna, boris = people(limited, 2)
    chat = http_api.make_group(anna, boris)["id"]
    other = ws_raw.open_chat(limited, chat, boris.token)
    with ws_raw.open_chat(limited, chat, anna.token) as ws, other:
        try:
            for index in range(5000):
                ws.send_json({"text": f"{index}", "client_id": f"c-{index}"})
        except OSError:
            pass  # closed while it still floods
        delivered, errors = [], []
        while (frame := ws.receive_frame()) is not None and frame.opcode == ws_raw.TEXT:
            if b'"seq"' in frame.payload:
                delivered.append(json.loads(frame.payload))
            else:
                errors.append(frame.payload)
        assert frame is not None and frame.close_code == 4429
        # Each refusal first looks for an earlier receipt, on one of several readers: they overtake each other.
        first = next(error for error in errors if b'"c-20"' in error)
        assert b'"rate_limited"' in first and b'"retry_after"' in first
        assert len(errors) >= 101, "each that was refused is told so, the last one too"
        assert len(delivered) == 20 and delivered == history.whole(anna.api, chat)
        other.send_json({"text": "unharmed"})
        while other.receive_json()["text"] != "unharmed":
            pass


def test_a_socket_that_floods_at_its_own_pace_is_closed_too():
    """What the refilling bucket let through in between used to excuse all that was refused."""
    with start(send="500/1s burst 20") as server:
        (anna,) = people(server.port, 1)
        chat = http_api.make_group(anna)["id"]
        codes = []
        with ws_raw.open_chat(server.port, chat, anna.token) as ws:
            while (frame := one_by_one(ws)).opcode != ws_raw.CLOSE:
                codes.append(ws_raw.json.loads(frame.payload)["code"])
                assert len(codes) < 10_000, "never closed"
        assert frame.close_code == 4429
        assert codes.count("rate_limited") >= 100 and "invalid" in codes[20:]


def one_by_one(ws):
    """Sends a message that counts and is not stored, and waits for what comes of it."""
    ws.send_json({"text": ""})
    return ws.receive_frame()


def test_a_socket_over_its_limit_is_told_when_to_try_again_and_stays_open(limited):
    (anna,) = people(limited, 1)
    chat = http_api.make_group(anna)["id"]
    with ws_raw.open_chat(limited, chat, anna.token) as ws:
        for _ in range(20):
            ws.send_json({"text": "x"})
            assert "seq" in ws.receive_json()
        ws.send_json({"text": "x", "client_id": "late"})
        refusal = ws.receive_json()
        assert (refusal["code"], refusal["client_id"]) == ("rate_limited", "late")
        assert refusal["retry_after"] >= 1
        ws.send_frame(ws_raw.PING, b"open?")
        assert ws.receive_frame().opcode == ws_raw.PONG


def test_rest_and_sockets_draw_from_the_same_bucket(limited):
    (anna,) = people(limited, 1)
    chat = http_api.make_group(anna)["id"]
    for _ in range(20):
        http_api.send(anna, chat, "x")
    with ws_raw.open_chat(limited, chat, anna.token) as ws:
        ws.send_json({"text": "x"})
        assert ws.receive_json()["code"] == "rate_limited"


def test_limits_off_switches_all_of_them_off(port, anna):
    """The server of this fixture runs with ASQ_LIMITS=off."""
    response = anna.api.get("/chat/me")
    assert not [name for name in response.headers if name.lower().startswith("ratelimit-")]
    kept = Api(port, anna.token, keep=True)
    assert {kept.get("/chat/me").status for _ in range(800)} == {200}
