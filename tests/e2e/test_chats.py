"""One chat: reading it, renaming and setting it, deleting it (api.md, "Chats")."""
import http_api
import pytest
from http_api import assert_problem, bad_fields, chat_of, chat_path, ok


@pytest.fixture
def trio(person):
    """An owner, an admin, a member, and their group."""
    owner, admin, member = person("owner"), person("admin"), person("member")
    chat = http_api.make_group(owner, admin, member, name="trio")["id"]
    ok(http_api.set_role(owner, chat, admin, "admin"))
    return owner, admin, member, chat


def test_a_chat_is_seen_as_its_viewer_sees_it(trio):
    owner, admin, member, chat = trio
    http_api.say(owner, chat, "hello")
    seen = {p.username: chat_of(p, chat) for p in (owner, admin, member)}
    assert [seen[name]["role"] for name in ("owner", "admin", "member")] == [
        "owner",
        "admin",
        "member",
    ]
    assert [seen[name]["unread"] for name in ("owner", "admin", "member")] == [0, 1, 1]
    assert seen["member"]["last_message"]["text"] == "hello"
    assert seen["member"]["capabilities"] == ["send", "invite", "leave"]
    assert "delete_chat" in seen["owner"]["capabilities"]
    assert "delete_chat" not in seen["admin"]["capabilities"]
    listed = next(c for c in ok(member.api.get("/chat/chats"))["chats"] if c["id"] == chat)
    assert listed == seen["member"]
    direct = http_api.make_direct(owner, member)
    assert chat_of(member, direct["id"])["name"] == "owner"
    assert "admins_only_invite" not in direct and direct["capabilities"] == ["send"]


def test_a_chat_of_others_is_like_one_that_is_not_there(stranger, trio):
    owner, _, _, chat = trio
    there = stranger.api.get(chat_path(chat))
    nowhere = stranger.api.get(chat_path(10**9))
    for response in (there, nowhere):
        assert_problem(response, 404, "chat_not_found")
    without_id = [{**r.json, "request_id": ""} for r in (there, nowhere)]
    assert without_id[0] == without_id[1]
    for method, body in (("PATCH", {"name": "mine"}), ("DELETE", None)):
        assert_problem(
            stranger.api.request(method, chat_path(chat), body), 404, "chat_not_found"
        )
    assert chat_of(owner, chat)["name"] == "trio"


def test_admins_rename_and_set_members_do_not(trio):
    owner, admin, member, chat = trio
    assert ok(admin.api.patch(chat_path(chat), {"name": "Новое имя"}))["name"] == "Новое имя"
    assert chat_of(member, chat)["name"] == "Новое имя"
    assert_problem(member.api.patch(chat_path(chat), {"name": "x"}), 403, "forbidden")
    assert_problem(member.api.patch(chat_path(chat), {}), 403, "forbidden")
    closed = ok(owner.api.patch(chat_path(chat), {"admins_only_invite": True, "unknown": 1}))
    assert (closed["admins_only_invite"], closed["name"]) == (True, "Новое имя")
    assert chat_of(member, chat)["capabilities"] == ["send", "leave"]
    assert "invite" in chat_of(admin, chat)["capabilities"]


def test_where_only_admins_invite_members_do_not(person, trio):
    owner, admin, member, chat = trio
    ok(owner.api.patch(chat_path(chat), {"admins_only_invite": True}))
    guest = person("guest")
    body = {"group_id": chat, "second_email": guest.email}
    assert_problem(member.api.post("/chat/group/add-user", body), 403, "forbidden")
    assert_problem(guest.api.get(chat_path(chat)), 404, "chat_not_found")
    assert guest.id in http_api.add_member(admin, chat, guest)["participant_ids"]
    ok(owner.api.patch(chat_path(chat), {"admins_only_invite": False}))
    http_api.add_member(member, chat, person("another"))


def test_a_change_to_what_it_is_already_is_none(trio):
    owner, _, member, chat = trio
    since = http_api.cursor_of(member)
    assert ok(owner.api.patch(chat_path(chat), {"name": "trio"}))["name"] == "trio"
    ok(owner.api.patch(chat_path(chat), {"admins_only_invite": False, "name": None}))
    assert http_api.lasting(member, since) == []
    ok(owner.api.patch(chat_path(chat), {"name": "other"}))
    events = http_api.lasting(member, since)
    assert [(e["type"], e["chat"]["name"]) for e in events] == [("chat_updated", "other")]
    assert events[0]["chat"] == chat_of(member, chat)


@pytest.mark.parametrize(
    "body,fields",
    [
        ({"name": ""}, ["name"]),
        ({"name": "x" * 129}, ["name"]),
        ({"name": 7}, ["name"]),
        ({"name": "a\0b"}, ["name"]),
        ({"admins_only_invite": 1}, ["admins_only_invite"]),
        ({"admins_only_invite": "true"}, ["admins_only_invite"]),
        ({"name": [], "admins_only_invite": {}}, ["admins_only_invite", "name"]),
    ],
    ids=str,
)
def test_bad_settings_are_named_and_change_nothing(trio, body, fields):
    owner, _, _, chat = trio
    assert bad_fields(owner.api.patch(chat_path(chat), body)) == fields
    assert chat_of(owner, chat)["name"] == "trio"


@pytest.mark.parametrize("chat_id", ["0", "-1", "x", "1.0", "9007199254740992", "%31%00"])
def test_what_is_no_chat_id_is_422(anna, chat_id):
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        assert bad_fields(anna.api.request(method, chat_path(chat_id), body)) == ["chat_id"]


def test_a_direct_chat_is_not_renamed_nor_deleted(person):
    a, b = person("a"), person("b")
    chat = http_api.make_direct(a, b)["id"]
    assert_problem(a.api.patch(chat_path(chat), {"name": "x"}), 409, "direct_chat")
    assert_problem(a.api.delete(chat_path(chat)), 409, "direct_chat")
    assert chat_of(b, chat)["name"] == "a"


def test_only_the_owner_deletes_a_group(trio):
    owner, admin, member, chat = trio
    for other in (admin, member):
        assert_problem(other.api.delete(chat_path(chat)), 403, "forbidden")
    assert chat_of(owner, chat)["member_count"] == 3


def test_a_deleted_group_is_gone_for_all_at_once(trio):
    owner, admin, member, chat = trio
    first = http_api.say(member, chat, "hello", client_id="c-1")
    since = http_api.cursor_of(member)
    response = owner.api.delete(chat_path(chat))
    assert (response.status, response.body) == (204, b"")
    for person in (owner, admin, member):
        for response in (
            person.api.get(chat_path(chat)),
            person.api.get(f"/chat/history/{chat}"),
            person.api.get(chat_path(chat, "/messages")),
            person.api.get(chat_path(chat, "/members")),
            person.api.delete(chat_path(chat)),
            person.api.post(chat_path(chat, "/messages"), {"text": "x"}),
            person.api.post("/chat/find-chat", {"name": "trio"}),
        ):
            assert_problem(response, 404, "chat_not_found")
        assert ok(person.api.get("/chat/chats"))["chats"] == []
    events = http_api.lasting(member, since)
    assert [(e["type"], e["chat_id"]) for e in events] == [("chat_removed", chat)]
    assert first["chat_id"] < http_api.make_group(owner)["id"], "an id is never given twice"
