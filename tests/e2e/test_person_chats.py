"""The socket of a person: which chats there are, who is in them, and who people are."""
import http_api
import pytest
from positions import position
from http_api import add_member, chat_of, chat_path, lasting, ok, remove_member, say, set_role
from person_client import PersonClient


@pytest.fixture
def trio(person):
    people = [person(name) for name in "abc"]
    return *people, http_api.make_group(*people, name="trio")["id"]


@pytest.fixture
def sockets(port):
    """sockets(a, b): one for each, told everything."""
    made = []

    def open_for(*people):
        new = [PersonClient(port, one.token) for one in people]
        made.extend(new)
        for socket in new:
            assert socket.until_live() == []
        return new

    yield open_for
    for socket in made:
        socket.drop()


def quiet(*sockets):
    """Nothing that lasts is still to come, of what has been committed."""
    return not [e for socket in sockets for e in socket.pending() if "cursor" in e]


def cursor_at_the_head(port, person):
    with PersonClient(port, person.token) as socket:
        return socket.cursor


def resumed(port, person, since):
    """The lasting events of a resume, in their order; GET /chat/sync gives the very same."""
    with PersonClient(port, person.token, since=since) as socket:
        assert socket.welcome["resumed"] is True
        events = [event for event in socket.until_live() if "cursor" in event]
    places = [position(event["cursor"]) for event in events]
    assert places == sorted(set(places)), "the log's order, each once"
    assert events == lasting(person, since)
    return events


def kinds(events):
    return [event["type"] for event in events]


# live


def test_a_new_group_is_told_to_each_as_each_sees_it(sockets, person):
    a, b, c = (person(name) for name in "abc")
    first, second, third = sockets(a, b, c)
    chat = http_api.make_group(a, b, name="g")["id"]
    assert first.lasting("chat_added")["chat"]["role"] == "owner"
    assert second.lasting("chat_added")["chat"]["role"] == "member"
    add_member(a, chat, c)
    assert third.lasting("chat_added")["chat"] == chat_of(c, chat)
    for socket in (first, second):
        added = socket.lasting("member_added")
        assert set(added) == {"type", "chat_id", "cursor", "user", "role", "by"}
        assert (added["user"]["id"], added["role"], added["by"]) == (c.id, "member", a.id)
        assert "email" not in added["user"]
    assert quiet(first, second, third)


def test_roles_and_names_of_chats_are_told_to_all_members(sockets, trio):
    a, b, c, chat = trio
    everybody = sockets(a, b, c)
    ok(set_role(a, chat, b, "admin"))
    ok(b.api.patch(chat_path(chat), {"name": "new"}))
    for one, socket in zip((a, b, c), everybody):
        role = socket.lasting("member_role")
        assert (role["user_id"], role["role"], role["by"]) == (b.id, "admin", a.id)
        assert socket.lasting("chat_updated")["chat"] == chat_of(one, chat)
    assert quiet(*everybody)


@pytest.mark.parametrize("leaves", [False, True])
def test_a_removal_is_told_to_the_others_and_to_the_removed(sockets, trio, leaves):
    """By an admin, or by leaving: the same events, and `by` says which."""
    a, b, c, chat = trio
    first, second, third, thirds_other = sockets(a, b, c, c)
    actor = c if leaves else a
    ok(remove_member(actor, chat, c), 204)
    for socket in (first, second):
        removed = socket.lasting("member_removed")
        assert set(removed) == {"type", "chat_id", "cursor", "user_id", "by"}
        assert (removed["chat_id"], removed["user_id"], removed["by"]) == (chat, c.id, actor.id)
    for socket in (third, thirds_other):
        gone = socket.lasting("chat_removed")
        assert set(gone) == {"type", "chat_id", "cursor"} and gone["chat_id"] == chat
    assert say(a, chat, "without c") == second.lasting("message")["message"]
    assert first.lasting("message")["chat_id"] == chat
    assert quiet(first, second, third, thirds_other)


def test_an_owner_who_leaves_passes_the_group_on(sockets, trio):
    a, b, c, chat = trio
    everybody = first, second, third = sockets(a, b, c)
    ok(remove_member(a, chat, a), 204)
    for socket in everybody:  # it is still among the members when the role passes on
        role = socket.lasting("member_role")
        assert (role["user_id"], role["role"], role["by"]) == (b.id, "owner", a.id)
    assert first.lasting("chat_removed")["chat_id"] == chat
    for socket in (second, third):
        removed = socket.lasting("member_removed")
        assert (removed["user_id"], removed["by"]) == (a.id, a.id)
    assert quiet(*everybody)


def test_a_deleted_group_is_removed_for_each_member_once(sockets, trio):
    *people, chat = trio
    a = people[0]
    everybody = sockets(*people, a)
    say(a, chat, "soon gone")
    ok(a.api.delete(chat_path(chat)), 204)
    for socket in everybody:
        assert socket.lasting("message")["chat_id"] == chat
        gone = socket.lasting("chat_removed")
        assert set(gone) == {"type", "chat_id", "cursor"} and gone["chat_id"] == chat
    assert quiet(*everybody)


def test_a_group_that_its_last_member_leaves_is_removed_once(port, sockets, person):
    a = person("a")
    chat = http_api.make_group(a)["id"]
    since = cursor_at_the_head(port, a)
    (socket,) = sockets(a)
    ok(remove_member(a, chat, a), 204)
    assert socket.lasting("chat_removed")["chat_id"] == chat
    assert quiet(socket)
    assert [(e["type"], e["chat_id"]) for e in resumed(port, a, since)] == [("chat_removed", chat)]


def test_a_new_name_is_told_once_to_each_who_shares_a_chat(port, sockets, trio, stranger):
    a, b, c, chat = trio
    http_api.make_direct(a, b)  # a second chat that they share: still told once
    ok(remove_member(a, chat, c), 204)  # c shares none any more
    since = cursor_at_the_head(port, b)
    first, second, third, nobody = sockets(a, b, c, stranger)
    ok(a.api.patch("/chat/me", {"username": "Анна"}))
    for socket in (first, second):
        event = socket.lasting("user_updated")
        assert set(event) == {"type", "cursor", "user"}
        assert (event["user"]["id"], event["user"]["name"]) == (a.id, "Анна")
        assert "email" not in event["user"]
    assert quiet(first, second, third, nobody)
    assert resumed(port, b, since) == [event]


def test_who_joins_again_goes_on_from_the_next_message(sockets, trio):
    a, b, c, chat = trio
    (third,) = sockets(c)
    say(a, chat, "with c")
    assert third.lasting("message")["message"]["seq"] == 1
    ok(remove_member(a, chat, c), 204)
    say(a, chat, "without c")
    ok(a.api.patch(chat_path(chat), {"name": "without c"}))
    assert third.lasting("chat_removed")["chat_id"] == chat
    assert quiet(third)
    add_member(a, chat, c)
    added = third.lasting("chat_added")["chat"]
    assert (added["last_seq"], added["name"], added["unread"]) == (2, "without c", 0)
    assert say(b, chat, "with c again")["seq"] == third.lasting("message")["message"]["seq"] == 3
    assert quiet(third)


# resumed


def test_leaving_and_deletion_are_told_on_coming_back(port, trio):
    a, b, c, chat = trio
    other = http_api.make_group(a, b, c)["id"]
    since = cursor_at_the_head(port, c)
    say(a, chat, "lost by leaving")
    say(a, other, "lost by deletion")
    ok(remove_member(c, chat, c), 204)
    ok(a.api.delete(chat_path(other)), 204)
    for one, expected in (
        (c, [("chat_removed", chat), ("chat_removed", other)]),
        (b, [("message", chat), ("member_removed", chat), ("chat_removed", other)]),
    ):
        assert [(e["type"], e["chat_id"]) for e in resumed(port, one, since)] == expected


def test_removed_and_back_within_one_absence(port, trio):
    """Nothing of the time before and between, and of what came after all of it."""
    a, b, c, chat = trio
    other = http_api.make_group(a, c)["id"]
    say(a, chat, "heard before")
    since = cursor_at_the_head(port, c)
    say(a, chat, "lost by the removal")
    ok(remove_member(a, chat, c), 204)
    say(a, other, "of another chat")
    say(a, chat, "between")
    ok(a.api.patch(chat_path(chat, "/messages/1"), {"text": "edited between"}))
    ok(a.api.patch(chat_path(chat), {"name": "renamed between"}))
    add_member(a, chat, c)
    say(a, chat, "after")
    ok(a.api.patch(chat_path(chat, "/messages/3"), {"text": "edited after"}))
    events = resumed(port, c, since)
    assert [(event["type"], event["chat_id"]) for event in events] == [
        ("chat_removed", chat),
        ("message", other),
        ("chat_added", chat),
        ("message", chat),
        ("message_edited", chat),
    ]
    assert events[2]["chat"] == chat_of(c, chat) and events[2]["chat"]["name"] == "renamed between"
    assert [event["message"]["seq"] for event in events[3:]] == [4, 3]
    with PersonClient(port, c.token, since=events[-1]["cursor"]) as socket:
        assert [event for event in socket.until_live() if "cursor" in event] == []
        assert say(b, chat, "live")["seq"] == 5 == socket.lasting("message")["message"]["seq"]


def test_back_twice_within_one_absence(port, trio):
    a, b, c, chat = trio
    since = cursor_at_the_head(port, c)
    for _ in range(2):
        say(a, chat, "within a membership that ended")
        ok(remove_member(a, chat, c), 204)
        say(a, chat, "between")
        add_member(a, chat, c)
    say(a, chat, "after")
    events = resumed(port, c, since)
    assert kinds(events) == ["chat_removed", "chat_added", "message"], "the last removal only"
    assert events[-1]["message"]["seq"] == 5
    # Whoever was cut in the middle of that goes on from there.
    for index, event in enumerate(events):
        assert resumed(port, c, event["cursor"]) == events[index + 1 :]


def test_removed_while_away_and_added_while_back(port, trio):
    a, _, c, chat = trio
    since = cursor_at_the_head(port, c)
    say(a, chat, "lost")
    ok(remove_member(a, chat, c), 204)
    with PersonClient(port, c.token, since=since) as socket:
        assert kinds(socket.until_live()) == ["chat_removed"]
        say(a, chat, "not heard")
        add_member(a, chat, c)
        assert socket.lasting("chat_added")["chat"]["last_seq"] == 2
        assert say(a, chat, "heard")["seq"] == 3 == socket.lasting("message")["message"]["seq"]
        assert quiet(socket)


def test_who_has_read_while_one_was_away_is_not_told(port, trio):
    """What happened outside one's membership is not heard: a `read` came before `chat_added`."""
    a, b, c, chat = trio
    since = cursor_at_the_head(port, c)
    ok(remove_member(a, chat, c), 204)
    say(a, chat, "between")
    ok(b.api.post(chat_path(chat, "/read"), {"seq": 1}))
    add_member(a, chat, c)
    assert kinds(http_api.sync(c, since)[0]) == ["chat_removed", "chat_added"]
    with PersonClient(port, c.token, since=since) as socket:
        assert kinds(socket.until_live()) == ["chat_removed", "chat_added"]
