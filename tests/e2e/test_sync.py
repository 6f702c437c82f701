"""Missed events, by cursor (api.md, "Missed events"): everything, once, in the log's order."""
import concurrent.futures

import history
import http_api
import pytest
from http_api import bad_fields, chat_of, chat_path, cursor_of, lasting, ok, say, sync


@pytest.fixture
def trio(person):
    people = [person(name) for name in "abc"]
    return *people, http_api.make_group(*people, name="trio")["id"]


def page(person, query=""):
    return ok(person.api.get(f"/chat/sync{query}"))


# the cursor


def test_without_a_cursor_one_gets_one(trio):
    a, b, _, chat = trio
    say(b, chat, "before")
    answer = page(a)
    assert (answer["events"], answer["more"], answer["resumed"]) == ([], False, False)
    say(b, chat, "after")
    (event,) = lasting(a, answer["cursor"])
    assert event["message"]["text"] == "after"


def test_nothing_missed_is_an_empty_page_with_the_same_cursor(person):
    alone = person()
    cursor = cursor_of(alone)
    answer = page(alone, f"?since={cursor}")
    assert (answer["events"], answer["more"], answer["resumed"]) == ([], False, True)
    assert answer["cursor"] == cursor


def test_a_cursor_gives_no_rights(stranger, trio):
    a, b, _, chat = trio
    cursor = cursor_of(a)
    say(b, chat, "for members only")
    assert lasting(stranger, cursor) == []
    assert [e["message"]["text"] for e in lasting(a, cursor)] == ["for members only"]


def test_the_limit_is_1_to_200_and_since_is_given_once(anna):
    for limit in ("0", "201", "x", "-1", ""):
        assert bad_fields(anna.api.get(f"/chat/sync?limit={limit}&since=x")) == ["limit"]
    assert bad_fields(anna.api.get("/chat/sync?since=a&since=b")) == ["since"]


# the events


def test_messages_and_what_becomes_of_them(trio):
    a, b, _, chat = trio
    old = say(a, chat, "old")
    cursor = cursor_of(b)
    new = say(a, chat, "new", client_id="c-1", reply_to=1)
    edited = ok(a.api.patch(chat_path(chat, "/messages/1"), {"text": "edited"}))
    reacted = ok(b.api.put(chat_path(chat, "/messages/2/reactions/%F0%9F%91%8D")))
    grave = ok(a.api.delete(chat_path(chat, "/messages/1")))
    events = lasting(b, cursor)
    assert [(e["type"], e["chat_id"], e["message"]) for e in events] == [
        ("message", chat, reacted),
        ("message_edited", chat, grave),
        ("reaction", chat, reacted),
        ("message_deleted", chat, grave),
    ], "each carries its message as it is now"
    assert all(set(e) == {"type", "chat_id", "cursor", "message"} for e in events)
    assert (new["id"], edited["id"], grave["deleted"]) == (reacted["id"], old["id"], True)


def test_chats_that_are_new_changed_or_gone(trio):
    a, b, _, chat = trio
    cursor = cursor_of(b)
    direct = http_api.make_direct(a, b)["id"]
    group = http_api.make_group(a, b)["id"]
    ok(a.api.patch(chat_path(chat), {"name": "renamed"}))
    ok(http_api.remove_member(a, group, b), 204)
    events = lasting(b, cursor)
    assert [(e["type"], e["chat_id"]) for e in events] == [
        ("chat_added", direct),
        ("chat_updated", chat),
        ("chat_removed", group),
    ], "of a chat that one was removed from only that is left"
    assert events[0]["chat"] == chat_of(b, direct)
    assert events[1]["chat"] == chat_of(b, chat)
    assert set(events[2]) == {"type", "chat_id", "cursor"}
    mine = {e["chat_id"]: e["type"] for e in lasting(a, cursor)}
    assert mine == {direct: "chat_added", chat: "chat_updated", group: "member_removed"}


def test_people_who_come_and_go_and_their_roles(person, trio):
    a, b, c, chat = trio
    cursor = cursor_of(c)
    late = person("late")
    http_api.add_member(b, chat, late)
    ok(http_api.set_role(a, chat, late, "admin"))
    ok(http_api.remove_member(late, chat, b), 204)
    events = lasting(c, cursor)
    assert [(e["type"], e["by"]) for e in events] == [
        ("member_added", b.id),
        ("member_role", a.id),
        ("member_removed", late.id),
    ]
    assert "email" not in events[0]["user"]
    assert (events[0]["user"]["id"], events[0]["role"]) == (late.id, "member")
    assert (events[1]["user_id"], events[1]["role"]) == (late.id, "admin")
    assert events[2]["user_id"] == b.id
    own = [e["type"] for e in lasting(late, cursor)]
    assert own == ["chat_added", "member_role", "member_removed"]


def test_one_hears_what_happened_within_the_membership(trio):
    a, b, c, chat = trio
    cursor = cursor_of(c)
    say(a, chat, "heard, and lost by leaving")
    ok(http_api.remove_member(c, chat, c), 204)
    say(a, chat, "not heard")
    http_api.add_member(a, chat, c)
    say(b, chat, "heard")
    events = lasting(c, cursor)
    assert [e["type"] for e in events] == ["chat_removed", "chat_added", "message"]
    assert events[-1]["message"]["text"] == "heard"
    assert not [e for e in events if e.get("message", {}).get("seq") in (1, 2)]


def test_a_new_name_is_told_to_those_who_share_a_chat_once(stranger, trio):
    a, b, _, chat = trio
    http_api.make_direct(a, b)
    cursor = cursor_of(b)
    renamed = ok(a.api.patch("/chat/me", {"username": "Анна"}))
    (event,) = lasting(b, cursor)
    assert set(event) == {"type", "cursor", "user"} and event["type"] == "user_updated"
    assert (event["user"]["id"], event["user"]["name"]) == (a.id, "Анна")
    assert "email" in renamed and "email" not in event["user"]
    assert lasting(stranger, cursor) == []


# pages


def busy(people, chat, rounds=12):
    """Something of everything, several times."""
    a, b, c = people
    for index in range(rounds):
        seq = say(a, chat, f"{index}")["seq"]
        say(b, chat, f"re {index}", reply_to=seq)
        ok(a.api.patch(chat_path(chat, f"/messages/{seq}"), {"text": f"{index}!"}))
        ok(c.api.post(chat_path(chat, "/read"), {"seq": seq}))
        ok(c.api.put(chat_path(chat, f"/messages/{seq}/reactions/%F0%9F%91%8D")))


@pytest.mark.parametrize("limit", [1, 2, 7, 47, 48, 49, 200])
def test_pages_of_any_size_give_the_same(trio, limit):
    *people, chat = trio
    cursor = cursor_of(people[2])
    busy(people, chat)
    whole = lasting(people[2], cursor)
    assert len(whole) == 48
    events, end = sync(people[2], cursor, limit)
    assert [e for e in events if "cursor" in e] == whole
    assert len({e["cursor"] for e in whole}) == len(whole)
    assert page(people[2], f"?since={end}")["more"] is False
    first = page(people[2], f"?since={cursor}&limit={limit}")
    assert len([e for e in first["events"] if "cursor" in e]) == min(limit, 48)
    assert first["more"] is (limit < 48)


def test_whoever_stops_in_the_middle_goes_on_from_that_event(trio):
    *people, chat = trio
    cursor = cursor_of(people[2])
    busy(people, chat, 4)
    whole = lasting(people[2], cursor)
    for index, event in enumerate(whole):
        assert lasting(people[2], event["cursor"]) == whole[index + 1 :]


def test_a_marker_is_told_before_what_was_committed_after_it(trio):
    a, b, c, chat = trio
    for text in "12":
        say(a, chat, text)
    cursor = cursor_of(c)
    ok(b.api.post(chat_path(chat, "/read"), {"seq": 2}))
    say(a, chat, "3")
    first = page(c, f"?since={cursor}&limit=1")
    moved = {"type": "read", "chat_id": chat, "user_id": b.id, "seq": 2}
    assert moved in first["events"] and first["events"][-1]["type"] in ("message", "read")
    assert first["events"].index(moved) < [e["type"] for e in first["events"]].index("message")


def test_a_cursor_survives_restarts_and_crashes(server, trio):
    a, b, _, chat = trio
    cursor = cursor_of(b)
    say(a, chat, "before")
    assert server.stop() == 0
    server.start()
    say(a, chat, "between")
    server.kill()
    server.start()
    say(a, chat, "after")
    assert [e["message"]["text"] for e in lasting(b, cursor)] == ["before", "between", "after"]


def test_who_polls_while_others_write_hears_everything_once_in_order(person):
    """Four writers in two chats, one reader by pages of 7."""
    writers = [person(f"w{i}") for i in range(4)]
    reader = person("reader")
    chats = [http_api.make_group(reader, *writers)["id"] for _ in range(2)]
    since = cursor_of(reader)

    def write(index):
        for number in range(60):
            say(writers[index], chats[number % 2], f"{index}-{number}")

    heard = {chat: [] for chat in chats}

    def take(since):
        events, since = sync(reader, since, limit=7)
        for event in events:
            if event["type"] == "message":
                heard[event["chat_id"]].append(event["message"])
        return since

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        work = [pool.submit(write, index) for index in range(4)]
        while not all(one.done() for one in work):
            since = take(since)
        for one in work:
            one.result()
    take(since)
    for chat in chats:
        history.assert_gapless(heard[chat])
        assert [m["text"] for m in heard[chat]] == [
            m["text"] for m in history.whole(reader.api, chat)
        ]
