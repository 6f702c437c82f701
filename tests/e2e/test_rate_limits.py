"""Token buckets per address and per account (api.md), with the defaults of the contract."""
import asq_process
import http_api
import pytest
import ws_raw
from http_api import Api, assert_problem


@pytest.fixture
def limited():
    """A server with the default limits, fresh for each test: buckets are full."""
    with asq_process.AsqServer(limits=None) as server:
        yield server.port


def until_limited(ask, most):
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


def check_counting(answers, limit):
    assert {answer.headers["RateLimit-Limit"] for answer in answers} == {str(limit)}
    assert answers[0].headers["RateLimit-Remaining"] == str(limit - 1)
    remaining = [int(answer.headers["RateLimit-Remaining"]) for answer in answers]
    assert all(0 <= value < limit for value in remaining)
    assert int(answers[0].headers["RateLimit-Reset"]) >= 0


def test_20_registrations_at_once_then_429(limited):
    def ask():
        body = {"username": "x", "email": f"{http_api.unique()}@example.com", "password": "secret"}
        return Api(limited).post("/chat/register", body)

    answers = until_limited(ask, 30)
    assert 20 <= len(answers) - 1 <= 23, "20 a minute, and one every 3 s"
    assert {answer.status for answer in answers[:-1]} == {201}
    check_counting(answers, 20)
    check_refusal(answers[-1])


def test_30_logins_at_once_then_429_wrong_ones_counted(limited):
    answers = until_limited(
        lambda: Api(limited).post("/chat/token", form={"username": "a@b.cd", "password": "x" * 6}),
        45,
    )
    assert 30 <= len(answers) - 1 <= 36
    assert {answer.status for answer in answers[:-1]} == {401}
    check_counting(answers, 30)
    check_refusal(answers[-1])


def test_the_address_is_the_peers_and_no_header_changes_it(limited):
    spoofed = iter(range(1000))
    answers = until_limited(
        lambda: Api(limited).post(
            "/chat/token",
            form={"username": "a@b.cd", "password": "x" * 6},
            headers={"X-Forwarded-For": f"10.0.0.{next(spoofed)}", "Forwarded": "for=10.0.0.1"},
        ),
        45,
    )
    check_refusal(answers[-1])


def test_200_sends_at_once_then_429_and_others_are_not_limited(limited):
    anna, boris = http_api.register(limited), http_api.register(limited)
    chat = http_api.make_group(anna, boris)["id"]
    kept = Api(limited, anna.token, keep=True)
    answers = until_limited(
        lambda: kept.post("/chat/group-message", {"chat_id": chat, "text": "x"}), 600
    )
    assert 200 <= len(answers) - 1 <= 400
    check_counting(answers, 200)
    check_refusal(answers[-1])
    assert anna.api.get("/chat/me").status == 200, "another bucket"
    http_api.send(boris, chat, "another account")
    assert len(boris.api.get(f"/chat/history/{chat}?limit=1").json) == 1
    last = boris.api.get(f"/chat/history/{chat}?limit=1").json[0]["seq"]
    assert last == len(answers), "the refused one is not stored"


def test_a_repeat_is_answered_in_spite_of_the_limit(limited):
    anna = http_api.register(limited)
    chat = http_api.make_group(anna)["id"]
    first = http_api.send(anna, chat, "x", client_id="c-1")
    kept = Api(limited, anna.token, keep=True)
    until_limited(lambda: kept.post("/chat/group-message", {"chat_id": chat, "text": "x"}), 600)
    again = kept.post("/chat/group-message", {"chat_id": chat, "text": "x", "client_id": "c-1"})
    assert (again.status, again.json["id"]) == (200, first["id"])


def test_500_other_requests_at_once_then_429(limited):
    anna = http_api.register(limited)
    kept = Api(limited, anna.token, keep=True)
    answers = until_limited(lambda: kept.get("/chat/me"), 3000)
    assert len(answers) - 1 >= 500
    check_counting(answers, 500)
    check_refusal(answers[-1])


def test_a_flooding_socket_hears_rate_limited_and_is_then_closed_with_4429(limited):
    anna, boris = http_api.register(limited), http_api.register(limited)
    chat = http_api.make_group(anna, boris)["id"]
    with ws_raw.open_chat(limited, chat, anna.token) as ws, ws_raw.open_chat(
        limited, chat, boris.token
    ) as other:
        try:
            for index in range(20_000):
                ws.send_json({"text": f"{index}", "client_id": f"c-{index}"})
        except OSError:
            pass  # closed while it still floods
        delivered, errors = 0, []
        while (frame := ws.receive_frame()) is not None and frame.opcode == ws_raw.TEXT:
            if b'"seq"' in frame.payload:
                delivered += 1
            else:
                errors.append(frame.payload)
        assert delivered + 64 >= 200, "up to 64 are under way when it closes"
        assert (
            b'"rate_limited"' in errors[0]
            and b'"retry_after"' in errors[0]
            and b'"client_id"' in errors[0]
        )
        assert frame is None or frame.close_code == 4429
        other.send_json({"text": "unharmed"})
        while other.receive_json()["text"] != "unharmed":
            pass


def test_a_socket_over_its_limit_is_told_when_to_try_again_and_stays_open(limited):
    anna = http_api.register(limited)
    chat = http_api.make_group(anna)["id"]
    with ws_raw.open_chat(limited, chat, anna.token) as ws:
        replies = []
        while not replies or "code" not in replies[-1]:
            assert len(replies) < 600
            ws.send_json({"text": "x"})
            replies.append(ws.receive_json())
        assert replies[-1]["code"] == "rate_limited" and replies[-1]["retry_after"] >= 1
        ws.send_frame(ws_raw.PING, b"open?")
        assert ws.receive_frame().opcode == ws_raw.PONG


def test_limits_off_switches_all_of_them_off(port, anna):
    """The server of this fixture runs with ASQ_LIMITS=off."""
    response = anna.api.get("/chat/me")
    assert not [name for name in response.headers if name.lower().startswith("ratelimit-")]
    kept = Api(port, anna.token, keep=True)
    assert {kept.get("/chat/me").status for _ in range(800)} == {200}
