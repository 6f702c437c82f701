"""Nobody waits for the slow, and the slow lose nothing (realtime.md, promise 4): the socket of a
person, up to the bound of what is replayed, and beyond it.
"""
import threading

import history
import http_api
import pytest
from asq_process import AsqServer
from http_api import add_member, chat_path, cursor_of, ok, remove_member, say
from person_client import PersonClient

MOST_MISSED = 10_000
PATIENCE = 180


@pytest.fixture(scope="module")
def server():
    """Whoever reads nothing is kept however long the others take."""
    with AsqServer(args=["--loops", "2", "--stalled-after", "1h"]) as running:
        yield running
        assert running.running, running.log()[-4000:]


@pytest.fixture
def pair(person):
    a, b = person("a"), person("b")
    return a, b, http_api.make_group(a, b)["id"]


def flood(person, chat, count, text):
    """So many sends over one socket of that person; returns when all are answered."""
    with PersonClient(person.api.port, person.token, timeout=PATIENCE) as socket:

        def send():
            for number in range(1, count + 1):
                socket.say("send", id=number, chat_id=chat, text=text)

        sender = threading.Thread(target=send)
        sender.start()
        seqs = [socket.reply(number)["message"]["seq"] for number in range(1, count + 1)]
        sender.join()
    assert sorted(seqs) == list(range(min(seqs), min(seqs) + count))


@pytest.fixture
def reader(port, pair):
    """A socket of b that holds little in its own kernel, told everything."""
    token = pair[1].token
    with PersonClient(port, token, receive_buffer=8192, timeout=PATIENCE) as socket:
        assert socket.until_live() == []
        yield socket


def numbers_from(first, count):
    return list(range(first, first + count))


def identity(event):
    return event["type"], event["cursor"], event.get("message", {}).get("seq")


def test_who_stops_reading_is_caught_up_without_loss(pair, reader):
    """16 MB, twice what its outbox and the kernels hold; in the middle it reads a little."""
    a, b, chat = pair
    since, heard = reader.cursor, []
    for begin in (0, 4000):
        flood(a, chat, 4000, "x" * 2000)
        for seq in range(begin + 1, begin + 1000, 50):
            ok(a.api.patch(chat_path(chat, f"/messages/{seq}"), {"text": f"edited {seq}"}))
        heard += [identity(reader.lasting()) for _ in range(500)]
    last = say(a, chat, "the last")["seq"]
    while heard[-1][-1] != last:
        heard.append(identity(reader.lasting()))
    assert [seq for kind, _, seq in heard if kind == "message"] == numbers_from(1, 8001)
    assert heard == [identity(event) for event in http_api.lasting(b, since)]
    assert len(heard) == 8041
    assert say(a, chat, "live")["seq"] == reader.lasting("message")["message"]["seq"]


def test_a_removal_while_one_reads_nothing_cuts_what_was_still_to_come(pair, reader):
    a, b, chat = pair
    flood(a, chat, 4000, "x" * 4000)
    ok(remove_member(a, chat, b), 204)
    flood(a, chat, 10, "between")
    add_member(a, chat, b)
    flood(a, chat, 100, "after")
    before = []
    while (event := reader.lasting())["type"] == "message":
        before.append(event["message"]["seq"])
    assert before == numbers_from(1, len(before)) and len(before) < 4000
    assert event["type"] == "chat_removed"
    assert reader.lasting("chat_added")["chat"]["last_seq"] == 4110
    after = [reader.lasting("message")["message"]["seq"] for _ in range(100)]
    assert after == numbers_from(4011, 100)


def test_who_missed_more_than_is_replayed_hears_so_on_the_open_socket(pair, reader):
    a, b, chat = pair
    flood(a, chat, 4000, "x" * 4000)  # 16 MB: it is behind now
    flood(a, chat, MOST_MISSED + 1, "x")
    heard = []
    while (event := reader.skip_to("message", "resync"))["type"] == "message":
        heard.append(event["message"]["seq"])
    assert heard == numbers_from(1, len(heard)) and len(heard) < 4000
    assert event == {"type": "resync", "cursor": cursor_of(b)}
    total = 4000 + MOST_MISSED + 1
    assert [m["seq"] for m in history.whole(b.api, chat)] == numbers_from(1, total)
    assert say(a, chat, "live")["seq"] == total + 1 == reader.lasting("message")["message"]["seq"]


def test_ten_thousand_missed_events_are_replayed_and_one_more_is_not(port, pair):
    a, b, chat = pair
    with PersonClient(port, b.token) as socket:
        since = socket.cursor
    flood(a, chat, MOST_MISSED, "x")
    with PersonClient(port, b.token, since=since, timeout=PATIENCE) as socket:
        assert (socket.welcome["resumed"], socket.welcome["cursor"]) == (True, since)
        events = [event for event in socket.until_live() if "cursor" in event]
    assert [event["message"]["seq"] for event in events] == numbers_from(1, MOST_MISSED)
    say(a, chat, "one more")
    head = cursor_of(b)
    with PersonClient(port, b.token, since=since) as socket:
        assert (socket.welcome["resumed"], socket.welcome["cursor"]) == (False, head)
        assert socket.until_live() == []
        assert say(a, chat, "live") == socket.lasting("message")["message"]
    with PersonClient(port, b.token, since=events[0]["cursor"]) as socket:
        assert socket.welcome["resumed"] is False, "10,001 behind the first"
    with PersonClient(port, b.token, since=events[1]["cursor"]) as socket:
        assert socket.welcome["resumed"] is True
        missed = [event["message"]["seq"] for event in socket.until_live() if "cursor" in event]
    assert missed == numbers_from(3, MOST_MISSED)
