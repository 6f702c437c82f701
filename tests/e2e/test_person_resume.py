"""The socket of a person after a cut: exactly what was missed, whatever happened meanwhile."""
import random
import threading

import history
import http_api
import pytest
from asq_process import AsqServer
from http_api import add_member, chat_path, ok, remove_member, say
from person_client import Closed, PersonClient

ROUNDS = 10
BATCH = 20


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
        assert socket.lasting("message")["message"]["text"] == "live"


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


class Author:
    """A client that survives: what it owes, what was acknowledged, and what it has heard."""

    def __init__(self, person, chat):
        self.person, self.chat = person, chat
        self.owed, self.acknowledged = [], {}
        self.heard, self.since = [], None

    def converse(self, port, new, step, kill):
        """Says what it owes and hears the answers; the server is killed behind so many steps."""
        self.owed += new
        with PersonClient(port, self.person.token, since=self.since) as socket:
            assert socket.welcome["resumed"] is (self.since is not None)
            try:
                for at, _ in enumerate(self._steps(socket), 1):
                    if at == step:
                        kill()
            except (Closed, OSError):
                pass
            kill()
            assert socket.close_code() == 1006
            self.note(socket)

    def _steps(self, socket):
        for text in list(self.owed):
            socket.say("send", id=text, client_id=text, chat_id=self.chat, text=text)
            yield
        while self.owed:
            socket.take()
            self.note(socket)
            yield

    def note(self, socket):
        """What has come, down to what was on its way when the connection was lost."""
        for text, reply in socket.replies_come():
            assert reply["type"] == "sent" and reply["message"]["text"] == text, reply
            self.acknowledged[text] = reply["message"]["seq"]
        self.owed = [text for text in self.owed if text not in self.acknowledged]
        self.heard += [e["message"]["seq"] for e in socket.come() if e["type"] == "message"]
        self.since = socket.cursor


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(seed):
    print(f"seed {seed}")
    chance = random.Random(seed)
    with AsqServer() as server:
        a = http_api.register(server.port)
        author = Author(a, http_api.make_group(a)["id"])
        for batch in range(ROUNDS):
            new = [f"{batch}-{i}" for i in range(BATCH)]
            # A batch is said in so many steps, and has as many answers and as many events.
            author.converse(server.port, new, chance.randint(1, 3 * BATCH), server.kill)
            server.start()
        with PersonClient(server.port, a.token, since=author.since) as socket:
            assert socket.welcome["resumed"] is True
            last = socket.ask("send", chat_id=author.chat, text="the last")["message"]["seq"]
            while author.heard[-1:] != [last]:
                author.heard.append(socket.skip_to("message")["message"]["seq"])
        stored = {m["seq"]: m["text"] for m in history.whole(a.api, author.chat)}
        assert author.heard == list(range(1, last + 1)) == sorted(stored), "each once, in order"
        assert len(set(stored.values())) == len(stored), "nothing doubled"
        assert author.acknowledged.items() <= {text: seq for seq, text in stored.items()}.items()
