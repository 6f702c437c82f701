"""The socket of a person after a cut: exactly what was missed, whatever happened meanwhile."""
import random
import threading

import http_api
import pytest
from asq_process import AsqServer
from http_api import add_member, chat_path, ok, remove_member, say
from person_client import Closed, PersonClient

ROUNDS = 10


@pytest.fixture
def pair(person):
    a, b = person("a"), person("b")
    return a, b, http_api.make_group(a, b)["id"]


def texts(events):
    return [event["message"]["text"] for event in events if event["type"] == "message"]


def test_what_was_missed_comes_in_order_and_then_live(port, pair):
    a, b, chat = pair
    with PersonClient(port, a.token) as socket:
        since = socket.cursor
    for i in range(450):
        say(b, chat, f"m{i}")
    with PersonClient(port, a.token, since=since) as socket:
        assert socket.welcome["resumed"] is True and socket.welcome["cursor"] == since
        assert texts(socket.until_live()) == [f"m{i}" for i in range(450)]
        say(b, chat, "live")
        assert socket.event("message")["message"]["text"] == "live"


def test_a_replayed_event_carries_the_present_state(port, pair):
    a, b, chat = pair
    with PersonClient(port, a.token) as socket:
        since = socket.cursor
    say(b, chat, "old")
    ok(b.api.patch(chat_path(chat, "/messages/1"), {"text": "new"}))
    with PersonClient(port, a.token, since=since) as socket:
        events = [event for event in socket.until_live() if "cursor" in event]
    assert [event["type"] for event in events] == ["message", "message_edited"]
    assert {event["message"]["text"] for event in events} == {"new"}


def test_after_a_removal_only_that_is_left(port, pair):
    a, b, chat = pair
    with PersonClient(port, b.token) as socket:
        since = socket.cursor
    say(a, chat, "seen by nobody")
    ok(remove_member(a, chat, b), 204)
    say(a, chat, "not for b")
    with PersonClient(port, b.token, since=since) as socket:
        assert [event["type"] for event in socket.until_live()] == ["chat_removed"]
        since = socket.cursor
    add_member(a, chat, b)
    say(a, chat, "for b again")
    with PersonClient(port, b.token, since=since) as socket:
        events = [event for event in socket.until_live() if "cursor" in event]
        assert [event["type"] for event in events] == ["chat_added", "message"]


def test_cuts_at_random_lose_and_double_nothing(port, pair):
    a, b, chat = pair
    chance = random.Random(20261128)
    heard, since = [], None
    talking = threading.Thread(target=lambda: [say(b, chat, f"m{i}") for i in range(300)])
    with PersonClient(port, a.token) as socket:
        since = socket.cursor
    talking.start()
    while len(heard) < 300:
        with PersonClient(port, a.token, since=since) as socket:
            assert socket.welcome["resumed"] is True
            for _ in range(chance.randrange(1, 40)):
                event = socket.event()
                if event["type"] == "message":
                    heard.append(event["message"]["text"])
                if len(heard) == 300:
                    break
            since = socket.cursor
    talking.join()
    assert heard == [f"m{i}" for i in range(300)]


def test_kill_9_loses_nothing_that_was_acknowledged():
    with AsqServer() as server:
        a = http_api.register(server.port)
        chat = http_api.make_group(a)["id"]
        outbox, acknowledged, since, heard = {}, {}, None, []
        for round_number in range(ROUNDS):
            with PersonClient(server.port, a.token, since=since) as socket:
                assert socket.welcome["resumed"] is (since is not None)
                for i in range(20):
                    outbox[f"{round_number}-{i}"] = None
                numbers = {socket.say("send", chat_id=chat, text=k, client_id=k): k for k in outbox}
                killer = threading.Timer(0.0, server.kill)
                first = next(iter(numbers))
                acknowledged[numbers[first]] = socket.reply(first)["message"]["seq"]
                killer.start()
                try:
                    for number in list(numbers)[1:]:
                        acknowledged[numbers[number]] = socket.reply(number)["message"]["seq"]
                except (Closed, OSError):
                    pass
                killer.join()
                heard += [e["message"]["seq"] for e in socket._events if e["type"] == "message"]
                cursors = [e["cursor"] for e in socket._events if "cursor" in e]
                since = cursors[-1] if cursors else socket.cursor
            outbox = {key: None for key in outbox if key not in acknowledged}
            server.start()
        with PersonClient(server.port, a.token, since=since) as socket:
            heard += [e["message"]["seq"] for e in socket.until_live() if e["type"] == "message"]
        api = http_api.Api(server.port, a.token)
        stored, after = {}, 0
        while page := ok(api.get(chat_path(chat, f"/messages?limit=200&after={after}")))["messages"]:
            stored.update({message["seq"]: message["text"] for message in page})
            after = page[-1]["seq"]
        assert heard == sorted(stored), "each once, in order"
        assert len(set(stored.values())) == len(stored), "nothing doubled"
        for text, seq in acknowledged.items():
            assert stored[seq] == text
