"""A seq that is no message's, or a tombstone's: one answer each, by route and by command."""
import urllib.parse

import http_api
import pytest
from http_api import assert_problem, bad_fields, chat_path, ok, say
from person_client import PersonClient, assert_error
from person_client import bad_fields as bad_command_fields

THUMB = "👍"
MOST = 2**53 - 1
NO_SEQ = [-1, 2**53, 2**63, 2**64, 1.5, "1", True, None]  # and 0, but where it says "nothing yet"
COMMANDS = {
    "edit": {"text": "x"},
    "delete": {},
    "react": {"emoji": THUMB},
    "unreact": {"emoji": THUMB},
}


@pytest.fixture
def ground(person):
    """Of a: 1 stands, 2 is a tombstone; of b: 3 stands, 4 is a tombstone. b is no admin."""
    a, b = person("a"), person("b")
    chat = http_api.make_group(a, b)["id"]
    for seq, sender in enumerate((a, a, b, b), 1):
        assert say(sender, chat, f"{seq}")["seq"] == seq
    for seq, sender in ((2, a), (4, b)):
        ok(sender.api.delete(chat_path(chat, f"/messages/{seq}")))
    return a, b, chat


@pytest.fixture
def socket(port, ground):
    """Of b; whatever the case asked, it is still open, and has heard of no change."""
    with PersonClient(port, ground[1].token) as opened:
        assert opened.until_live() == []
        yield opened
        assert [event for event in opened.pending() if "cursor" in event] == []


def by_route(person, chat, kind, seq):
    path = chat_path(chat, f"/messages/{seq}")
    thumb = f"{path}/reactions/{urllib.parse.quote(THUMB)}"
    if kind == "edit":
        return person.api.patch(path, {"text": "x"})
    if kind == "delete":
        return person.api.delete(path)
    return person.api.put(thumb) if kind == "react" else person.api.delete(thumb)


def assert_refused(socket, person, chat, kind, seq, status, code):
    assert_error(socket.fail(kind, chat_id=chat, seq=seq, **COMMANDS[kind]), code)
    assert_problem(by_route(person, chat, kind, seq), status, code)


# changes


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("seq", [5, 6, 10**9, MOST])
def test_beyond_the_newest_there_is_no_message(socket, ground, kind, seq):
    _, b, chat = ground
    assert_refused(socket, b, chat, kind, seq, 404, "message_not_found")


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("seq", [0, *NO_SEQ], ids=str)
def test_what_is_no_seq_is_a_bad_field(socket, ground, kind, seq):
    _, b, chat = ground
    reply = socket.fail(kind, chat_id=chat, seq=seq, **COMMANDS[kind])
    assert bad_command_fields(reply) == ["seq"]
    if isinstance(seq, (int, float)) and not isinstance(seq, bool):
        assert bad_fields(by_route(b, chat, kind, seq)) == ["seq"]


@pytest.mark.parametrize("kind", ["edit", "react", "unreact"])
def test_a_tombstone_is_not_changed(socket, ground, kind):
    _, b, chat = ground
    assert_refused(socket, b, chat, kind, 4, 409, "message_deleted")


def test_a_tombstone_is_deleted_again_without_an_event(socket, ground):
    _, b, chat = ground
    grave = socket.ask("delete", chat_id=chat, seq=4)["message"]
    assert (grave["seq"], grave["text"], grave["deleted"]) == (4, "", True)
    assert ok(by_route(b, chat, "delete", 4)) == grave


@pytest.mark.parametrize("seq", [1, 2])
def test_that_it_is_anothers_comes_before_that_it_is_deleted(socket, ground, seq):
    _, b, chat = ground
    for kind in ("edit", "delete"):
        assert_refused(socket, b, chat, kind, seq, 403, "forbidden")


# markers


def test_a_marker_goes_from_0_to_the_newest(socket, ground):
    _, b, chat = ground
    for seq in (0, 1, 4):  # one's own send has moved it to 4
        assert socket.ask("read", chat_id=chat, seq=seq)["read_seq"] == 4
        assert ok(b.api.post(chat_path(chat, "/read"), {"seq": seq}))["read_seq"] == 4
    for seq in (5, MOST, *NO_SEQ):
        assert bad_command_fields(socket.fail("read", chat_id=chat, seq=seq)) == ["seq"], seq
        assert bad_fields(b.api.post(chat_path(chat, "/read"), {"seq": seq})) == ["seq"], seq


# replies


def test_a_reply_is_to_a_message_that_is_there(socket, ground):
    _, b, chat = ground
    for seq in (5, MOST, 0, *(one for one in NO_SEQ if one is not None)):
        reply = socket.fail("send", chat_id=chat, text="x", reply_to=seq)
        assert bad_command_fields(reply) == ["reply_to"], seq
        response = b.api.post(chat_path(chat, "/messages"), {"text": "x", "reply_to": seq})
        assert bad_fields(response) == ["reply_to"], seq


def test_a_reply_to_a_tombstone_is_one(port, ground):
    _, b, chat = ground
    with PersonClient(port, b.token) as socket:
        assert socket.ask("send", chat_id=chat, text="x", reply_to=2)["message"]["reply_to"] == 2
    assert say(b, chat, "x", reply_to=4)["reply_to"] == 4


# pages


def window(person, chat, query):
    page = ok(person.api.get(chat_path(chat, f"/messages?{query}")))
    return [m["seq"] for m in page["messages"]], page["has_older"], page["has_newer"]


@pytest.fixture
def ten(ground):
    """Ten messages, of which 2 and 4 are tombstones."""
    a, b, chat = ground
    for seq in range(5, 11):
        assert say(a, chat, f"{seq}")["seq"] == seq
    return b, chat


@pytest.mark.parametrize(
    "query,seqs",
    [
        ("around=2&limit=3", [1, 2, 3]),  # a tombstone is as good as any
        ("around=4&limit=1", [4]),
        ("before=4&limit=2", [2, 3]),
        ("after=4&limit=2", [5, 6]),
        ("around=0&limit=3", [1, 2, 3]),
        ("around=11&limit=3", [8, 9, 10]),
        (f"around={MOST}&limit=3", [8, 9, 10]),
        ("before=11&limit=3", [8, 9, 10]),
        ("before=12&limit=3", [8, 9, 10]),
        (f"before={MOST}&limit=3", [8, 9, 10]),
        ("after=0&limit=3", [1, 2, 3]),
        (f"around={MOST}&limit=200", list(range(1, 11))),
        ("around=0&limit=200", list(range(1, 11))),
    ],
)
def test_a_page_at_a_place_that_is_none(ten, query, seqs):
    b, chat = ten
    assert window(b, chat, query) == (seqs, seqs[0] > 1, seqs[-1] < 10)


def test_beyond_either_end_a_page_is_empty_and_says_where_something_is(ten):
    b, chat = ten
    for seq in (0, 1):
        assert window(b, chat, f"before={seq}") == ([], False, True)
    for seq in (10, 11, MOST):
        assert window(b, chat, f"after={seq}") == ([], True, False)


@pytest.mark.parametrize("place", ["before", "after", "around"])
@pytest.mark.parametrize("seq", ["-1", "-0", str(2**53), str(2**63), str(2**64), "1.0", "01", "x"])
def test_a_page_at_what_is_no_seq_is_a_bad_field(ten, place, seq):
    b, chat = ten
    assert bad_fields(b.api.get(chat_path(chat, f"/messages?{place}={seq}"))) == [place]


def test_a_tombstone_in_a_page_is_what_is_left_of_it(ten):
    b, chat = ten
    (grave,) = ok(b.api.get(chat_path(chat, "/messages?around=4&limit=1")))["messages"]
    assert (grave["text"], grave["deleted"], grave["sender_id"]) == ("", True, b.id)
    assert not {"reactions", "reply_to", "edited_at"} & set(grave)
