"""Sending to a chat of any kind, pages by seq and time, editing and deleting (api.md,
"Messages").
"""
import concurrent.futures
import urllib.parse

import history
import http_api
import pytest
from http_api import assert_problem, bad_fields, chat_of, chat_path, ok, say


@pytest.fixture
def pair(person):
    """An owner, a member, and their group."""
    a, b = person("a"), person("b")
    return a, b, http_api.make_group(a, b)["id"]


@pytest.fixture(scope="module")
def long_chat(anna, boris):
    """A chat of 60 messages: (chat, messages)."""
    chat = http_api.make_group(anna, boris)["id"]
    return chat, [say((anna, boris)[i % 2], chat, f"m-{i + 1}") for i in range(60)]


def window(person, chat, query=""):
    return ok(person.api.get(chat_path(chat, f"/messages{query}")))


def edit(person, chat, seq, text):
    return person.api.patch(chat_path(chat, f"/messages/{seq}"), {"text": text})


def delete(person, chat, seq):
    return person.api.delete(chat_path(chat, f"/messages/{seq}"))


# sending


def test_a_message_goes_to_a_chat_of_any_kind(pair):
    a, b, group = pair
    direct = http_api.make_direct(a, b)["id"]
    for chat in (group, direct):
        sent = say(a, chat, "hello")
        assert (sent["chat_id"], sent["seq"], sent["sender_id"], sent["text"]) == (
            chat,
            1,
            a.id,
            "hello",
        )
        assert sent["read"] is False and http_api.TIMESTAMP.match(sent["timestamp"])
        assert set(sent) == {"id", "chat_id", "seq", "sender_id", "text", "timestamp", "read"}
        assert ok(b.api.get(f"/chat/history/{chat}")) == [sent]


def test_both_ways_in_make_one_sequence(pair):
    a, b, chat = pair
    for index in range(6):
        http_api.send(a, chat, f"{index}") if index % 2 else say(b, chat, f"{index}")
    messages = history.whole(a.api, chat)
    history.assert_gapless(messages)
    assert [m["text"] for m in messages] == [f"{index}" for index in range(6)]


def test_a_reply_names_a_message_of_the_same_chat(pair):
    a, b, chat = pair
    say(a, chat, "question")
    reply = say(b, chat, "answer", reply_to=1)
    assert reply["reply_to"] == 1
    assert say(b, chat, "self", reply_to=2)["reply_to"] == 2
    assert ok(a.api.get(f"/chat/history/{chat}"))[1] == reply
    ok(delete(a, chat, 1))
    assert say(b, chat, "to a tombstone", reply_to=1)["reply_to"] == 1


@pytest.mark.parametrize("reply_to", [0, -1, 1.5, "1", True, [], 2**53, 1, 999], ids=str)
def test_a_reply_to_nothing_is_422_and_stores_nothing(pair, reply_to):
    a, _, chat = pair
    response = a.api.post(chat_path(chat, "/messages"), {"text": "x", "reply_to": reply_to})
    assert bad_fields(response) == ["reply_to"]
    assert chat_of(a, chat)["last_seq"] == 0
    assert say(a, chat, "x", reply_to=None)["seq"] == 1


def test_bad_messages_are_named_field_by_field(pair):
    a, b, chat = pair
    path = chat_path(chat, "/messages")
    assert bad_fields(a.api.post(path, {})) == ["text"]
    body = {"text": "", "client_id": "", "reply_to": 0, "sender_id": "x"}
    assert bad_fields(a.api.post(path, body)) == ["client_id", "reply_to", "sender_id", "text"]
    assert bad_fields(a.api.post(chat_path("x", "/messages"), {})) == ["chat_id", "text"]
    assert bad_fields(a.api.post(path, {"text": "x" * 16_385})) == ["text"]
    assert_problem(a.api.post(path, {"text": "x", "sender_id": b.id}), 403, "not_yourself")
    assert say(a, chat, "😀" * 16_384, sender_id=a.id)["seq"] == 1


def test_strangers_send_nothing(stranger, pair):
    a, _, chat = pair
    for chat_id in (chat, 10**9):
        response = stranger.api.post(chat_path(chat_id, "/messages"), {"text": "x"})
        assert_problem(response, 404, "chat_not_found")
    assert chat_of(a, chat)["last_seq"] == 0


# pages


def expected(total, limit, low):
    """The window of at most `limit` seqs from `low` on."""
    low = max(1, low)
    return [seq for seq in range(low, low + limit) if seq <= total]


def assert_window(page, seqs, total):
    assert [m["seq"] for m in page["messages"]] == seqs
    if seqs:
        assert page["has_older"] is (seqs[0] > 1)
        assert page["has_newer"] is (seqs[-1] < total)


@pytest.mark.parametrize("limit", [1, 2, 7, 50, 60, 61, 200])
def test_the_newest_page_and_what_is_before_and_after(boris, long_chat, limit):
    chat, messages = long_chat
    newest = window(boris, chat, f"?limit={limit}")
    assert_window(newest, list(range(max(1, 61 - limit), 61)), 60)
    for seq in (1, 2, 30, 59, 60, 61):
        before = window(boris, chat, f"?before={seq}&limit={limit}")
        assert_window(before, list(range(max(1, seq - limit), seq)), 60)
        after = window(boris, chat, f"?after={seq}&limit={limit}")
        assert_window(after, expected(60, limit, seq + 1), 60)
    whole = window(boris, chat, f"?after=0&limit={limit}")["messages"]
    assert [m["text"] for m in whole] == [m["text"] for m in messages[:limit]]


@pytest.mark.parametrize("limit", [1, 2, 9, 10, 200])
def test_around_a_seq_it_is_in_the_middle_as_far_as_there_is_something(boris, long_chat, limit):
    chat, _ = long_chat
    for seq in (1, 2, 5, 30, 56, 60):
        page = window(boris, chat, f"?around={seq}&limit={limit}")
        seqs = [m["seq"] for m in page["messages"]]
        assert_window(page, list(range(seqs[0], seqs[-1] + 1)), 60)
        assert len(seqs) == min(limit, 60) and seq in seqs
        older, newer = seq - seqs[0], seqs[-1] - seq
        if page["has_older"] and page["has_newer"]:
            assert abs(older - newer) <= 1, seqs


def test_a_place_that_does_not_exist_is_as_good_as_one_that_does(boris, long_chat):
    chat, _ = long_chat
    far = 2**53 - 1
    assert_window(window(boris, chat, f"?before={far}&limit=5"), [56, 57, 58, 59, 60], 60)
    page = window(boris, chat, "?before=0&limit=5")
    assert (page["messages"], page["has_older"], page["has_newer"]) == ([], False, True)
    page = window(boris, chat, f"?after={far}&limit=5")
    assert (page["messages"], page["has_older"], page["has_newer"]) == ([], True, False)
    for place, newest in (("0", 1), (str(far), 60), ("61", 60)):
        page = window(boris, chat, f"?around={place}&limit=5")
        assert newest in [m["seq"] for m in page["messages"]]
        assert len(page["messages"]) <= 5


def test_at_a_time_the_first_message_of_it_or_later_is_in_the_page(boris, long_chat):
    chat, messages = long_chat
    for index in (0, 1, 29, 58, 59):
        page = window(boris, chat, f"?at={messages[index]['timestamp']}&limit=5")
        first = next(m for m in messages if m["timestamp"] >= messages[index]["timestamp"])
        assert first["seq"] in [m["seq"] for m in page["messages"]]
    page = window(boris, chat, "?at=1999-12-31T23:59:60Z&limit=5")
    assert page["messages"][0]["seq"] == 1 and page["has_older"] is False
    later = urllib.parse.quote("2999-01-01T00:00:00.5+05:30")
    page = window(boris, chat, f"?at={later}&limit=5")
    assert page["messages"][-1]["seq"] == 60 and page["has_newer"] is False


def test_pages_walk_through_a_chat_in_both_directions(boris, long_chat):
    chat, messages = long_chat
    page = window(boris, chat, "?limit=7")
    back = page["messages"]
    while page["has_older"]:
        page = window(boris, chat, f"?limit=7&before={back[0]['seq']}")
        back = page["messages"] + back
    page = window(boris, chat, "?limit=7&after=0")
    forth = page["messages"]
    while page["has_newer"]:
        page = window(boris, chat, f"?limit=7&after={forth[-1]['seq']}")
        forth += page["messages"]
    texts = [m["text"] for m in messages]
    assert [m["text"] for m in back] == [m["text"] for m in forth] == texts


def test_an_empty_chat_has_an_empty_page(pair):
    a, _, chat = pair
    for query in ("", "?before=1", "?after=0", "?around=1", "?at=2026-01-01T00:00:00Z"):
        assert window(a, chat, query) == {"messages": [], "has_older": False, "has_newer": False}


@pytest.mark.parametrize(
    "query,fields",
    [
        ("before=1&after=2", ["after", "before"]),
        ("around=1&at=2026-01-01T00:00:00Z", ["around", "at"]),
        ("before=1&after=2&around=3&at=2026-01-01T00:00:00Z", ["after", "around", "at", "before"]),
        ("before=-1", ["before"]),
        ("after=x&limit=0", ["after", "limit"]),
        ("around=", ["around"]),
        ("around=1.5", ["around"]),
        ("before=9007199254740992", ["before"]),
        ("after=1&after=1", ["after"]),
        ("at=yesterday", ["at"]),
        ("at=2026-02-29T00:00:00Z", ["at"]),
        ("at=2026-01-01T00:00:00+01:00", ["at"]),  # a bare plus is a space
        ("limit=201", ["limit"]),
    ],
)
def test_a_bad_place_is_named(anna, long_chat, query, fields):
    chat, _ = long_chat
    assert bad_fields(anna.api.get(chat_path(chat, f"/messages?{query}"))) == sorted(fields)


def test_strangers_see_no_page(stranger, long_chat):
    chat, _ = long_chat
    for path in (chat_path(chat, "/messages?around=3"), chat_path(10**9, "/messages")):
        assert_problem(stranger.api.get(path), 404, "chat_not_found")


# editing


def test_an_edited_message_keeps_its_place(pair):
    a, b, chat = pair
    first = say(a, chat, "helo", client_id="c-1")
    say(b, chat, "next", reply_to=1)
    edited = ok(edit(a, chat, 1, "hello"))
    assert http_api.TIMESTAMP.match(edited["edited_at"])
    new = {"text": "hello", "edited_at": edited["edited_at"], "read": True}
    assert edited == {**first, **new}
    assert edited["edited_at"] >= edited["timestamp"]
    assert ok(b.api.get(f"/chat/history/{chat}"))[0] == edited
    assert window(b, chat)["messages"][0] == edited
    assert chat_of(b, chat)["last_seq"] == 2
    ok(edit(b, chat, 2, "second"))
    assert chat_of(a, chat)["last_message"]["text"] == "second"


def test_the_same_text_again_is_no_edit(pair):
    a, b, chat = pair
    first = say(a, chat, "hello")
    since = http_api.cursor_of(b)
    assert ok(edit(a, chat, 1, "hello")) == first
    assert http_api.lasting(b, since) == []
    changed = ok(edit(a, chat, 1, "hello "))
    assert ok(edit(a, chat, 1, "hello ")) == changed
    events = http_api.lasting(b, since)
    assert [(e["type"], e["message"]) for e in events] == [("message_edited", changed)]


def test_only_ones_own_message_is_edited(stranger, pair):
    a, b, chat = pair
    say(b, chat, "mine")
    assert_problem(edit(a, chat, 1, "yours"), 403, "forbidden")
    assert_problem(edit(stranger, chat, 1, "yours"), 404, "chat_not_found")
    assert window(a, chat)["messages"][0]["text"] == "mine"


def test_what_is_not_there_is_not_edited_nor_deleted(pair):
    a, _, chat = pair
    say(a, chat, "only")
    for seq in (2, 10**9):
        assert_problem(edit(a, chat, seq, "x"), 404, "message_not_found")
        assert_problem(delete(a, chat, seq), 404, "message_not_found")
    assert_problem(edit(a, 10**9, 1, "x"), 404, "chat_not_found")
    for seq in ("0", "-1", "x", "1.0", "9007199254740992"):
        assert bad_fields(edit(a, chat, seq, "")) == ["seq", "text"]
        assert bad_fields(delete(a, "x", seq)) == ["chat_id", "seq"]


@pytest.mark.parametrize("text", [None, "", "x" * 16_385, "a\0b", 7, []], ids=lambda t: str(t)[:6])
def test_a_bad_text_changes_nothing(pair, text):
    a, _, chat = pair
    say(a, chat, "good")
    assert bad_fields(edit(a, chat, 1, text)) == ["text"]
    assert window(a, chat)["messages"][0]["text"] == "good"


# deleting


def test_a_deleted_message_leaves_a_tombstone_in_its_place(pair):
    a, b, chat = pair
    first = say(a, chat, "secret", client_id="c-1")
    say(b, chat, "next", reply_to=1)
    ok(edit(a, chat, 1, "still secret"))
    ok(b.api.put(chat_path(chat, "/messages/1/reactions/%F0%9F%91%8D")))
    grave = ok(delete(a, chat, 1))
    assert (grave["text"], grave["deleted"]) == ("", True)
    assert not {"reactions", "edited_at", "reply_to"} & set(grave)
    assert {key: grave[key] for key in ("id", "seq", "sender_id", "timestamp")} == {
        key: first[key] for key in ("id", "seq", "sender_id", "timestamp")
    }
    assert ok(b.api.get(f"/chat/history/{chat}"))[0] == grave
    assert window(b, chat, "?around=1")["messages"][0] == grave
    assert window(b, chat)["messages"][1]["reply_to"] == 1
    assert say(b, chat, "third")["seq"] == 3


def test_a_deleted_last_message_shows_as_such_in_the_list(pair):
    a, b, chat = pair
    say(a, chat, "secret")
    grave = ok(delete(a, chat, 1))
    listed = next(c for c in ok(b.api.get("/chat/chats"))["chats"] if c["id"] == chat)
    assert (listed["last_message"], listed["last_seq"]) == (grave, 1)


def test_deleting_again_changes_nothing(pair):
    a, b, chat = pair
    say(a, chat, "x")
    grave = ok(delete(a, chat, 1))
    since = http_api.cursor_of(b)
    assert ok(delete(a, chat, 1)) == grave
    assert http_api.lasting(b, since) == []
    assert_problem(edit(a, chat, 1, "back"), 409, "message_deleted")


def test_admins_delete_any_message_and_members_their_own(stranger, pair):
    a, b, chat = pair
    say(a, chat, "owner's")
    say(b, chat, "member's")
    assert_problem(delete(b, chat, 1), 403, "forbidden")
    assert_problem(delete(stranger, chat, 1), 404, "chat_not_found")
    assert ok(delete(a, chat, 2))["deleted"] is True
    assert_problem(edit(b, chat, 2, "x"), 409, "message_deleted")
    assert_problem(edit(a, chat, 2, "x"), 403, "forbidden")


def test_in_a_direct_chat_everybody_has_only_the_own(person):
    a, b = person("a"), person("b")
    chat = http_api.make_direct(a, b)["id"]
    say(a, chat, "a's")
    assert_problem(delete(b, chat, 1), 403, "forbidden")
    assert_problem(edit(b, chat, 1, "x"), 403, "forbidden")
    assert ok(edit(a, chat, 1, "a's own"))["text"] == "a's own"
    assert ok(delete(a, chat, 1))["deleted"] is True


def test_edits_at_the_same_time_leave_one_text_that_all_see(pair):
    a, b, chat = pair
    say(a, chat, "0")
    since = http_api.cursor_of(b)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda i: edit(a, chat, 1, f"text {i}"), range(1, 33)))
    assert {answer.status for answer in answers} == {200}
    final = window(b, chat)["messages"][0]
    assert window(a, chat)["messages"][0] == final
    events = http_api.lasting(b, since)
    assert {e["type"] for e in events} == {"message_edited"} and len(events) == 32
    assert {e["message"]["text"] for e in events} == {final["text"]}, "as it is now"


def test_of_an_edit_and_a_deletion_at_the_same_time_the_deletion_stays(pair):
    a, _, chat = pair
    for seq in range(1, 21):
        say(a, chat, "x")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            edited = pool.submit(edit, a, chat, seq, "y")
            deleted = pool.submit(delete, a, chat, seq)
        assert deleted.result().status == 200
        assert edited.result().status in (200, 409)
    assert all(m["deleted"] and m["text"] == "" for m in history.whole(a.api, chat))
