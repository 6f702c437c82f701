"""Cursors that are none, not whole, or not of this log (realtime.md, promise 3): whoever shows one
hears that nothing is resumed, and begins at the head, by the socket of a person and GET /chat/sync.
"""
import urllib.parse

import cursors
import positions
import http_api
import pytest
from asq_process import AsqServer
from http_api import cursor_of, ok, say
from person_client import PersonClient, bad_fields


@pytest.fixture
def pair(person):
    a, b = person("a"), person("b")
    chat = http_api.make_group(a, b)["id"]
    say(b, chat, "before")
    return a, b, chat


def page(person, since):
    return ok(person.api.get(f"/chat/sync?since={urllib.parse.quote(since, safe='')}"))


def assert_begins_at_the_head(pair, since):
    """Over either way; and what is committed next is the next that is heard."""
    a, b, chat = pair
    head = cursor_of(a)
    answer = page(a, since)
    assert answer == {"events": [], "cursor": head, "more": False, "resumed": False}, since
    with PersonClient(a.api.port, a.token, since=since) as socket:
        welcome = socket.welcome
        assert (welcome["resumed"], welcome["cursor"]) == (False, head), since
        assert socket.event() == {"type": "live", "cursor": head}
        message = say(b, chat, "after")
        assert socket.lasting("message")["message"] == message
    heard = page(a, head)
    assert heard["resumed"] is True
    assert [event["message"] for event in heard["events"] if "cursor" in event] == [message]


def assert_resumes(person, since):
    assert page(person, since)["resumed"] is True
    with PersonClient(person.api.port, person.token, since=since) as socket:
        assert (socket.welcome["resumed"], socket.welcome["cursor"]) == (True, since)


@pytest.mark.parametrize(
    "since",
    ["", "0", "-1", "null", "x", "AAAA", "A" * 24, "A" * 26, "h0dKq2ZrAAAAAAAAAAPnxM4J", "я" * 24]
    + ["👍" * 6, "A" * 3000, " " * 24, "%41" * 8, "=" * 24],
)
def test_nonsense(pair, since):
    assert_begins_at_the_head(pair, since)


def test_a_damaged_cursor(pair):
    cursor = cursor_of(pair[0])
    assert len(cursors.damaged(cursor)) == 26
    for since in cursors.damaged(cursor):
        assert_begins_at_the_head(pair, since)
    assert_resumes(pair[0], cursor)


def test_a_misspelt_cursor(pair):
    cursor = cursor_of(pair[0])
    for since in cursors.misspelt(cursor):
        assert_begins_at_the_head(pair, since)
    assert_resumes(pair[0], cursor)


def test_a_cursor_in_the_other_alphabet_of_base64(pair):
    right, wrong = cursors.in_the_other_alphabet(cursor_of(pair[0]))
    assert_begins_at_the_head(pair, wrong)
    assert_resumes(pair[0], right)


def test_a_cursor_of_another_epoch_or_from_the_future(pair):
    a = pair[0]
    for since in cursors.of_elsewhere(cursor_of(a)):
        assert_begins_at_the_head(pair, since)
    epoch, position = positions.decode(cursor_of(a))
    assert_resumes(a, positions.encode(epoch, position))
    assert_begins_at_the_head(pair, positions.encode(epoch, position + 1))


def test_a_cursor_from_before_cursors_had_a_version_resumes(pair):
    """Clients kept theirs while the server was upgraded. They go on with one of the new form."""
    a, b, chat = pair
    cursor = cursor_of(a)
    old = positions.encode(*positions.decode(cursor), version=b"")
    assert len(old) == 24
    message = say(b, chat, "meanwhile")
    answer = page(a, old)
    assert answer["resumed"] is True and answer["cursor"] == cursor_of(a)
    assert [event["message"] for event in answer["events"] if "cursor" in event] == [message]
    with PersonClient(a.api.port, a.token, since=old) as socket:
        assert (socket.welcome["resumed"], socket.welcome["cursor"]) == (True, cursor)
        assert socket.lasting("message")["message"] == message


def test_a_cursor_of_another_server(pair):
    with AsqServer() as other:
        assert_begins_at_the_head(pair, cursor_of(http_api.register(other.port)))


def test_a_cursor_of_the_beginning_resumes(pair):
    a, b, chat = pair
    epoch, _ = positions.decode(cursor_of(a))
    say(b, chat, "more")
    with PersonClient(a.api.port, a.token, since=positions.encode(epoch, 0)) as socket:
        assert socket.welcome["resumed"] is True
        lasting = [event["type"] for event in socket.until_live() if "cursor" in event]
    assert lasting == ["chat_added", "message", "message"]


def test_a_cursor_that_is_no_text_is_refused_and_hello_may_be_said_again(port, pair):
    a = pair[0]
    cursor = cursor_of(a)
    with PersonClient(port, a.token, hello=False) as socket:
        for since in (7, True, [cursor], {"cursor": cursor}, "\0" * 24, cursor + "\0"):
            assert bad_fields(socket.fail("hello", since=since)) == ["since"], since
        assert socket.ask("hello", since=cursor)["resumed"] is True
    with PersonClient(port, a.token, hello=False) as socket:
        assert socket.ask("hello", since=None)["resumed"] is False
