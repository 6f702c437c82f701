"""Who can be found, under both values of the setting `people`; who is watched; who comes back."""
import concurrent.futures
import json
import re

import http_api
import pytest
from asq_process import AsqServer
from http_api import add_member, assert_problem, bad_fields, make_direct, make_group, ok, say
from person_client import PersonClient
from waiting import wait_for

WARNING = "registration_open_to_all"


def start(people, *args, limits="off"):
    return AsqServer(args=["--people", people, *args], limits=limits)


@pytest.fixture(scope="module", params=["open", "known"])
def both(request):
    """A server of each kind, without limits; `people` is the setting."""
    with start(request.param) as running:
        running.people = request.param
        yield running


@pytest.fixture(scope="module")
def known():
    with start("known") as running:
        yield running.port


@pytest.fixture
def limited():
    """A server with limits, on which people are made as fast as tests want them."""
    with start("known", "--limit-register", "0", "--limit-token", "0", limits=None) as running:
        yield running.port


def look_up(person, email):
    return person.api.get(f"/chat/users?email={email}")


def test_a_stranger_who_counts_finds_nobody(both):
    """A thousand people, by counting, with their names and presence: that was B2."""
    everybody = [http_api.register(both.port, name) for name in ("anna", "boris", "clara")]
    mallory = http_api.register(both.port, "mallory")
    body = {"name": "all", "participant_ids": list(range(1, 1001))}
    refused = mallory.api.post("/chat/group", body)
    problem = assert_problem(refused, 422, "invalid")
    named = len(problem["errors"]) + problem["errors_omitted"]
    assert named == (999 if both.people == "known" else 1000 - mallory.id)
    assert ok(mallory.api.get("/chat/chats"))["chats"] == []
    ids = [one.id for one in everybody]
    response = mallory.api.post("/chat/group", {"name": "some", "participant_ids": ids})
    for one in everybody:
        seen = mallory.api.get(f"/chat/users/{one.id}")
        if both.people == "known":
            assert_problem(seen, 404, "user_not_found")
        else:
            assert ok(seen)["username"] == one.username and "email" not in seen.json
    with PersonClient(both.port, mallory.token) as socket:
        presence = socket.ask("watch", user_ids=ids)["presence"]
    if both.people == "known":
        assert bad_fields(response) == [f"participant_ids[{i}]" for i in range(3)]
        assert presence == []
    else:
        assert response.status == 201 and len(presence) == 3


def test_a_stranger_answers_like_nobody(known):
    mallory, anna = (http_api.register(known, name) for name in ("mallory", "anna"))
    nobody = anna.id + 500

    def told(response, number):
        problem = response.json
        del problem["request_id"]
        return response.status, re.sub(rf"\b{number}\b", "N", json.dumps(problem))

    def group(number):
        return mallory.api.post("/chat/group", {"name": "g", "participant_ids": [number]})

    def seen(number):
        return mallory.api.get(f"/chat/users/{number}")

    for ask in (group, seen):
        assert told(ask(anna.id), anna.id) == told(ask(nobody), nobody)


def test_one_knows_who_shares_a_group_or_has_written(known):
    anna, boris = (http_api.register(known, name) for name in ("anna", "boris"))
    pair = make_direct(anna, boris)
    body = {"name": "g", "participant_ids": [boris.id]}
    assert bad_fields(anna.api.post("/chat/group", body)) == ["participant_ids[0]"]
    assert ok(anna.api.get(f"/chat/users/{boris.id}"))["username"] == "boris"
    say(anna, pair["id"], "hello?")
    assert bad_fields(anna.api.post("/chat/group", body)) == ["participant_ids[0]"]
    message = say(boris, pair["id"], "hello")
    ok(boris.api.delete(f"/chat/chats/{pair['id']}/messages/{message['seq']}"))
    group = ok(anna.api.post("/chat/group", body), 201)
    clara = http_api.register(known, "clara")
    add_member(anna, group["id"], clara)
    assert ok(boris.api.post("/chat/group", {"name": "h", "participant_ids": [clara.id]}), 201)


def test_thirty_strangers_by_email(limited):
    mallory = http_api.register(limited, "mallory")
    friend, stranger = (http_api.register(limited, name) for name in ("friend", "stranger"))
    group = make_group(friend)
    add_member(friend, group["id"], mallory)
    misses = [f"nobody{i}@example.com" for i in range(27)]
    for email in misses:
        assert_problem(look_up(mallory, email), 404, "user_not_found")
    assert ok(look_up(mallory, stranger.email))["username"] == "stranger"
    late = http_api.register(limited, "late")
    chat = make_direct(mallory, late)["id"]
    third = http_api.register(limited, "third")
    add_member(mallory, group["id"], third)
    for email in (stranger.email, misses[0]):
        answers = [
            look_up(mallory, email),
            mallory.api.post("/chat/chat", {"second_email": email}),
            mallory.api.post(
                "/chat/group/add-user", {"group_id": group["id"], "second_email": email}
            ),
        ]
        for answer in answers:
            problem = assert_problem(answer, 429, "rate_limited")
            assert 0 < int(answer.headers["Retry-After"]) <= 120
            assert answer.headers["RateLimit-Limit"] == "30"
            assert email not in json.dumps(problem)
    for one in (mallory, friend, late, third):
        assert look_up(mallory, one.email).status == 200, one.username
    assert make_direct(mallory, late)["id"] == chat
    add_member(mallory, group["id"], third)
    assert make_direct(mallory, friend)["type"] == "direct"
    assert len(ok(mallory.api.get("/chat/chats"))["chats"]) == 3
    assert look_up(friend, stranger.email).status == 200


def test_thirty_strangers_even_at_once(limited):
    mallory = http_api.register(limited, "mallory")
    emails = [f"nobody{i}@example.com" for i in range(60)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda email: look_up(mallory, email).status, emails))
    assert (statuses.count(404), statuses.count(429)) == (30, 30), statuses


@pytest.mark.parametrize("people, setting", [("open", "1/1h"), ("known", "0")])
def test_where_strangers_are_not_limited(people, setting):
    with start(people, "--limit-stranger", setting, limits=None) as server:
        mallory = http_api.register(server.port, "mallory")
        for i in range(40):
            assert look_up(mallory, f"nobody{i}@example.com").status == 404


def add(person, group, other):
    body = {"group_id": group, "second_email": other.email}
    return person.api.post("/chat/group/add-user", body)


@pytest.mark.parametrize("how", ["left", "removed"])
def test_who_left_comes_back_by_an_admin(both, how):
    owner, admin, member, gone = (
        http_api.register(both.port, name) for name in ("owner", "admin", "member", "gone")
    )
    group = make_group(owner)["id"]
    for other in (admin, member, gone):
        assert add(owner, group, other).status == 200
    assert http_api.set_role(owner, group, admin, "admin").status == 200
    end = gone if how == "left" else admin
    assert http_api.remove_member(end, group, gone).status == 204
    assert_problem(add(member, group, gone), 403, "left_before")
    assert http_api.chat_of(owner, group)["member_count"] == 3
    assert add(admin, group, gone).status == 200
    assert add(member, group, gone).status == 200, "a member again: nothing changes"
    assert http_api.chat_of(gone, group)["member_count"] == 4
    assert http_api.remove_member(gone, group, gone).status == 204
    assert_problem(add(member, group, gone), 403, "left_before")
    assert add(owner, group, gone).status == 200


def test_watching_begins_with_the_others_first_message(both):
    anna, boris = (http_api.register(both.port, name) for name in ("anna", "boris"))
    pair = make_direct(anna, boris)["id"]
    with PersonClient(both.port, anna.token) as socket:
        assert socket.ask("watch", user_ids=[boris.id])["presence"] == []
        with PersonClient(both.port, boris.token) as other:
            assert other.ask("watch", user_ids=[anna.id])["presence"] == []
            say(anna, pair, "hello?")
            assert socket.ask("watch", user_ids=[boris.id])["presence"] == []
            presence = other.ask("watch", user_ids=[anna.id])["presence"]
            assert [one["user_id"] for one in presence] == [anna.id]
            say(boris, pair, "hello")
            presence = socket.ask("watch", user_ids=[boris.id])["presence"]
            assert [(one["user_id"], one["state"]) for one in presence] == [(boris.id, "online")]
        assert socket.skip_to("presence")["state"] == "offline"


def test_what_was_written_before_a_restart_is_known_after_it():
    with start("known") as server:
        anna, boris = (http_api.register(server.port, name) for name in ("anna", "boris"))
        say(boris, make_direct(anna, boris)["id"], "hello")
        server.stop()
        server.start()
        assert make_group(anna, boris)["member_count"] == 2


@pytest.mark.parametrize(
    "args, warned",
    [
        (["--listen", "0.0.0.0:{}"], True),
        (["--listen", "0.0.0.0:{}", "--people", "known"], True),
        (["--listen", "0.0.0.0:{}", "--registration", "invited"], False),
        (["--listen", "0.0.0.0:{}", "--registration", "closed"], False),
        (["--listen", "127.0.0.1:{}"], False),
    ],
)
def test_open_registration_beyond_loopback_is_a_warning(args, warned):
    server = ServerOn(args=args)
    with server:
        wait_for(lambda: "server_started" in server.log())  # which comes later
        lines = [json.loads(line) for line in server.log().splitlines() if WARNING in line]
        assert len(lines) == (1 if warned else 0), server.log()
        for line in lines:
            assert line["level"] == "warning" and line["registration"] == "open"
            assert line["people"] == ("known" if "known" in args else "open")
            assert "registration" in line["cause"] and "people" in line["cause"]


class ServerOn(AsqServer):
    """Listens where its arguments say."""

    def _launch(self, port):
        given = self.args
        self.args = [word.format(port) for word in given]
        try:
            super()._launch(port)
        finally:
            self.args = given
