"""Read markers and unread counts (api.md, "Objects" and `POST /chat/chats/{chat_id}/read`)."""
import concurrent.futures

import http_api
import pytest
from http_api import assert_problem, bad_fields, chat_of, chat_path, ok, say


@pytest.fixture
def trio(person):
    people = [person(name) for name in "abc"]
    return *people, http_api.make_group(*people)["id"]


def read(person, chat, seq):
    return person.api.post(chat_path(chat, "/read"), {"seq": seq})


def unread(person, chat):
    seen = chat_of(person, chat)
    return seen["read_seq"], seen["unread"]


def message(person, chat, seq):
    return ok(person.api.get(chat_path(chat, f"/messages?after={seq - 1}&limit=1")))["messages"][0]


def test_reading_moves_ones_own_marker_only(trio):
    a, b, c, chat = trio
    for text in "123456":
        say(a, chat, text)
    assert unread(b, chat) == (0, 6)
    assert ok(read(b, chat, 4)) == {"read_seq": 4, "unread": 2}
    assert (unread(b, chat), unread(c, chat)) == ((4, 2), (0, 6))
    assert ok(read(b, chat, 6)) == {"read_seq": 6, "unread": 0}


def test_a_marker_never_moves_back(trio):
    a, b, _, chat = trio
    for text in "123":
        say(a, chat, text)
    ok(read(b, chat, 3))
    for seq in (2, 1, 0, 3):
        assert ok(read(b, chat, seq)) == {"read_seq": 3, "unread": 0}


def test_a_marker_never_moves_beyond_the_last_message(trio):
    a, b, _, chat = trio
    assert ok(read(b, chat, 0)) == {"read_seq": 0, "unread": 0}
    for seq in (1, 2**53 - 1):
        assert bad_fields(read(b, chat, seq)) == ["seq"]
    say(a, chat, "1")
    assert bad_fields(read(b, chat, 2)) == ["seq"]
    assert unread(b, chat) == (0, 1)


@pytest.mark.parametrize("seq", [None, -1, 1.5, "1", True, [], 2**53], ids=str)
def test_what_is_no_seq_is_422(trio, seq):
    a, *_, chat = trio
    assert bad_fields(read(a, chat, seq)) == ["seq"]
    assert bad_fields(a.api.post(chat_path("x", "/read"), {"seq": seq})) == ["chat_id", "seq"]


def test_ones_own_send_moves_the_marker_and_looking_does_not(trio):
    a, b, _, chat = trio
    say(a, chat, "1")
    say(a, chat, "2")
    b.api.get(f"/chat/history/{chat}")
    b.api.get(chat_path(chat, "/messages"))
    b.api.get(chat_path(chat))
    assert (unread(a, chat), unread(b, chat)) == ((2, 0), (0, 2))
    say(b, chat, "3")
    assert (unread(a, chat), unread(b, chat)) == ((2, 1), (3, 0))


def test_a_message_is_read_once_somebody_else_has_and_stays_so(trio):
    a, b, c, chat = trio
    for text in "12":
        say(a, chat, text)
    ok(read(a, chat, 2))
    assert message(a, chat, 1)["read"] is False, "one's own marker does not count"
    ok(read(b, chat, 1))
    for viewer in (a, b, c):
        assert [message(viewer, chat, seq)["read"] for seq in (1, 2)] == [True, False]
    http_api.remove_member(b, chat, b)
    assert message(a, chat, 1)["read"] is True


def test_joining_is_not_reading(person, trio):
    a, _, _, chat = trio
    for text in "123":
        say(a, chat, text)
    late = person("late")
    http_api.add_member(a, chat, late)
    assert unread(late, chat) == (0, 0)
    assert message(a, chat, 3)["read"] is False
    say(a, chat, "4")
    assert unread(late, chat) == (0, 1)
    assert ok(read(late, chat, 2)) == {"read_seq": 2, "unread": 1}
    assert message(a, chat, 2)["read"] is True


def test_unread_counts_tombstones(trio):
    a, b, _, chat = trio
    for text in "123":
        say(a, chat, text)
    ok(a.api.delete(chat_path(chat, "/messages/2")))
    assert unread(b, chat) == (0, 3)


def test_markers_are_in_the_list_of_members_and_in_the_list_of_chats(trio):
    a, b, _, chat = trio
    say(a, chat, "1")
    ok(read(b, chat, 1))
    listed = ok(a.api.get(chat_path(chat, "/members")))["members"]
    assert {m["user"]["id"]: m["read_seq"] for m in listed} == {
        a.id: 1,
        b.id: 1,
        trio[2].id: 0,
    }
    chats = ok(b.api.get("/chat/chats"))["chats"]
    assert [(c["read_seq"], c["unread"]) for c in chats if c["id"] == chat] == [(1, 0)]


def test_who_is_not_a_member_reads_nothing(stranger, trio):
    a, b, _, chat = trio
    say(a, chat, "1")
    assert_problem(read(stranger, chat, 1), 404, "chat_not_found")
    assert_problem(read(stranger, 10**9, 1), 404, "chat_not_found")
    http_api.remove_member(b, chat, b)
    assert_problem(read(b, chat, 1), 404, "chat_not_found")


def test_a_direct_chat_has_markers_too(person):
    a, b = person("a"), person("b")
    chat = http_api.make_direct(a, b)["id"]
    say(a, chat, "1")
    assert ok(read(b, chat, 1)) == {"read_seq": 1, "unread": 0}
    assert message(a, chat, 1)["read"] is True


def test_of_readings_at_the_same_time_the_furthest_counts(trio):
    a, b, _, chat = trio
    for index in range(20):
        say(a, chat, f"{index}")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        states = list(pool.map(lambda seq: ok(read(b, chat, seq)), [*range(1, 21), *range(1, 21)]))
    assert all(state["read_seq"] + state["unread"] == 20 for state in states)
    assert unread(b, chat) == (20, 0)


def test_a_marker_that_moved_is_heard_once_and_comes_before_what_followed(trio):
    a, b, c, chat = trio
    for text in "123":
        say(a, chat, text)
    since = http_api.cursor_of(c)
    for seq in (1, 2, 3, 2):
        ok(read(b, chat, seq))
    say(a, chat, "4")
    events, _ = http_api.sync(c, since)
    reads = [e for e in events if e["type"] == "read"]
    assert {"type": "read", "chat_id": chat, "user_id": b.id, "seq": 3} in reads
    assert len([e for e in reads if e["user_id"] == b.id]) == 1
    kinds = [(e["type"], e.get("user_id")) for e in events]
    assert kinds.index(("read", b.id)) < kinds.index(("message", None))
