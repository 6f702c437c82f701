"""Members and roles: who is in a chat, as what, and who may change that (api.md, "Members and
roles").
"""
import concurrent.futures
import os
import random

import cursors
import http_api
import pytest
from http_api import assert_problem, bad_fields, chat_of, chat_path, ok, remove_member, set_role

ROUNDS = int(os.environ.get("ASQ_E2E_ROUNDS", "50")) * 20  # 1,000 interleavings


@pytest.fixture
def cast(person):
    """Owner, two admins, two members, and their group."""
    people = [person(name) for name in ("owner", "first", "second", "member", "other")]
    chat = http_api.make_group(*people, name="cast")["id"]
    for admin in people[1:3]:
        ok(set_role(people[0], chat, admin, "admin"))
    return *people, chat


def members(person, chat, query=""):
    return ok(person.api.get(chat_path(chat, f"/members{query}")))


def roles(person, chat):
    return {m["user"]["username"]: m["role"] for m in members(person, chat)["members"]}


# the list


def test_members_are_listed_in_order_of_their_id(cast):
    owner, *others, chat = cast
    http_api.say(owner, chat, "hello")
    page = members(others[-1], chat)
    ids = [m["user"]["id"] for m in page["members"]]
    assert ids == sorted(p.id for p in (owner, *others)) and page["next_cursor"] is None
    first = page["members"][0]
    assert set(first) == {"user", "role", "joined_at", "read_seq"}
    assert (first["role"], first["read_seq"]) == ("owner", 1)
    assert "email" not in first["user"] and http_api.TIMESTAMP.match(first["joined_at"])


def test_pages_of_members_are_whole(person):
    owner = person("owner")
    others = [person(f"m{i}") for i in range(12)]
    chat = http_api.make_group(owner, *others)["id"]
    for limit in (1, 4, 6, 13, 200):
        ids, query = [], f"?limit={limit}"
        while True:
            page = members(owner, chat, query)
            assert 0 < len(page["members"]) <= limit
            ids += [m["user"]["id"] for m in page["members"]]
            if page["next_cursor"] is None:
                break
            query = f"?limit={limit}&cursor={page['next_cursor']}"
        assert ids == sorted(p.id for p in (owner, *others)), limit


def test_a_direct_chat_has_two_members(person):
    a, b = person("a"), person("b")
    chat = http_api.make_direct(a, b)["id"]
    assert roles(b, chat) == {"a": "member", "b": "member"}


@pytest.mark.parametrize("cursor", ["x", "0", "-1", "abc", "A" * 16, "f" * 15, "%00", "+1"])
def test_a_cursor_that_is_none_is_422(cast, cursor):
    owner, *_, chat = cast
    assert bad_fields(owner.api.get(chat_path(chat, f"/members?cursor={cursor}"))) == ["cursor"]


def test_a_damaged_cursor_is_422_and_so_is_that_of_another_chat(cast):
    owner, *others, chat = cast
    cursor = members(owner, chat, "?limit=2")["next_cursor"]
    for wrong in cursors.damaged(cursor):
        path = chat_path(chat, f"/members?cursor={wrong}")
        assert bad_fields(owner.api.get(path)) == ["cursor"], wrong
    other = http_api.make_group(owner, *others)["id"]
    path = chat_path(other, f"/members?cursor={cursor}")
    assert bad_fields(owner.api.get(path)) == ["cursor"]
    assert len(members(owner, chat, f"?cursor={cursor}")["members"]) == 3


def test_a_cursor_is_good_though_its_member_is_gone(cast):
    owner, first, *_, chat = cast
    page = members(owner, chat, "?limit=2")
    assert page["members"][-1]["user"]["id"] == first.id
    ok(remove_member(owner, chat, first), 204)
    assert len(members(owner, chat, f"?cursor={page['next_cursor']}")["members"]) == 3


def test_bad_pages_of_members_are_422(cast):
    owner, *_, chat = cast
    for limit in ("0", "201", "x", ""):
        path = chat_path(chat, f"/members?limit={limit}")
        assert bad_fields(owner.api.get(path)) == ["limit"]
    assert bad_fields(owner.api.get(chat_path("x", "/members?limit=0"))) == ["chat_id", "limit"]


def test_strangers_see_no_members(stranger, cast):
    *_, chat = cast
    for path in (chat_path(chat, "/members"), chat_path(10**9, "/members")):
        assert_problem(stranger.api.get(path), 404, "chat_not_found")


# roles


def test_the_owner_changes_roles(cast):
    owner, first, _, member, _, chat = cast
    raised = ok(set_role(owner, chat, member, "admin"))
    assert (raised["user"]["id"], raised["role"]) == (member.id, "admin")
    assert "update" in chat_of(member, chat)["capabilities"]
    assert ok(set_role(owner, chat, first, "member"))["role"] == "member"
    assert chat_of(first, chat)["capabilities"] == ["send", "invite", "leave"]
    assert roles(owner, chat) == {
        "owner": "owner",
        "first": "member",
        "second": "admin",
        "member": "admin",
        "other": "member",
    }


def test_handing_over_makes_the_old_owner_an_admin(cast):
    owner, _, _, member, other, chat = cast
    since = http_api.cursor_of(other)
    assert ok(set_role(owner, chat, member, "owner"))["role"] == "owner"
    assert (roles(other, chat)["owner"], roles(other, chat)["member"]) == ("admin", "owner")
    assert_problem(set_role(owner, chat, other, "admin"), 403, "forbidden")
    ok(set_role(member, chat, owner, "member"))
    assert_problem(owner.api.delete(chat_path(chat)), 403, "forbidden")
    changes = {
        (e["user_id"], e["role"])
        for e in http_api.sync(other, since)[0]
        if e["type"] == "member_role"
    }
    assert changes == {(member.id, "owner"), (owner.id, "admin"), (owner.id, "member")}
    assert member.api.delete(chat_path(chat)).status == 204


def test_the_unentitled_change_no_role(person, cast):
    owner, first, second, member, other, chat = cast
    for actor in (first, member):
        for target in (owner, second, other, actor):
            for role in ("member", "admin", "owner"):
                assert_problem(set_role(actor, chat, target, role), 403, "forbidden")
    assert_problem(set_role(person(), chat, other, "admin"), 404, "chat_not_found")


def test_the_owners_own_role_changes_only_by_handing_over(cast):
    owner, *_, chat = cast
    for role in ("member", "admin"):
        assert_problem(set_role(owner, chat, owner, role), 403, "forbidden")
    assert roles(owner, chat)["owner"] == "owner"


def test_a_role_that_somebody_has_already_changes_nothing(cast):
    owner, first, _, member, other, chat = cast
    since = http_api.cursor_of(other)
    ok(set_role(owner, chat, first, "admin"))
    ok(set_role(owner, chat, member, "member"))
    assert http_api.lasting(other, since) == []


def test_who_is_not_in_the_chat_has_no_role(person, cast):
    owner, *_, chat = cast
    for stranger_id in (person().id, 10**9):
        path = chat_path(chat, f"/members/{stranger_id}")
        assert_problem(owner.api.patch(path, {"role": "admin"}), 404, "member_not_found")
        assert_problem(owner.api.delete(path), 404, "member_not_found")


@pytest.mark.parametrize("role", [None, "", "Owner", "king", 1, True, ["admin"]], ids=str)
def test_what_is_no_role_is_422(cast, role):
    owner, first, *_, chat = cast
    assert bad_fields(set_role(owner, chat, first, role)) == ["role"]


def test_every_bad_field_of_a_role_change_is_named(anna):
    response = anna.api.patch(chat_path("x", "/members/0"), {"role": "king"})
    assert bad_fields(response) == ["chat_id", "role", "user_id"]
    assert bad_fields(anna.api.delete(chat_path("0", "/members/me"))) == ["chat_id", "user_id"]


def test_a_direct_chat_has_no_roles_and_nobody_leaves_it(person):
    a, b = person("a"), person("b")
    chat = http_api.make_direct(a, b)["id"]
    assert_problem(set_role(a, chat, b, "admin"), 409, "direct_chat")
    for target in (a, b):
        assert_problem(remove_member(a, chat, target), 409, "direct_chat")
    assert http_api.say(b, chat, "still here")["seq"] == 1


# removing and leaving


def test_admins_remove_members_and_the_owner_admins_too(cast):
    owner, first, second, member, other, chat = cast
    assert_problem(remove_member(member, chat, other), 403, "forbidden")
    assert_problem(remove_member(first, chat, second), 403, "forbidden")
    assert_problem(remove_member(first, chat, owner), 403, "forbidden")
    response = remove_member(first, chat, other)
    assert (response.status, response.body) == (204, b"")
    assert remove_member(owner, chat, second).status == 204
    assert roles(member, chat) == {"owner": "owner", "first": "admin", "member": "member"}
    assert_problem(remove_member(owner, chat, other), 404, "member_not_found")


def test_who_is_removed_has_nothing_of_the_chat_any_more(cast):
    owner, _, _, member, other, chat = cast
    http_api.say(member, chat, "before")
    since = http_api.cursor_of(member)
    assert remove_member(owner, chat, member).status == 204
    http_api.say(other, chat, "after")
    for response in (
        member.api.get(chat_path(chat)),
        member.api.get(f"/chat/history/{chat}"),
        member.api.get(chat_path(chat, "/messages")),
        member.api.get(chat_path(chat, "/members")),
        member.api.post(chat_path(chat, "/messages"), {"text": "x"}),
        member.api.patch(chat_path(chat, "/messages/1"), {"text": "x"}),
        member.api.delete(chat_path(chat, "/messages/1")),
        member.api.post(chat_path(chat, "/read"), {"seq": 1}),
        remove_member(member, chat, member),
    ):
        assert_problem(response, 404, "chat_not_found")
    events = http_api.lasting(member, since)
    assert [(e["type"], e["chat_id"]) for e in events] == [("chat_removed", chat)]


def test_who_leaves_and_is_added_again_reads_everything(cast):
    owner, _, _, member, _, chat = cast
    http_api.say(member, chat, "one")
    assert remove_member(member, chat, member).status == 204
    http_api.say(owner, chat, "two")
    since = http_api.cursor_of(member)
    http_api.add_member(owner, chat, member)
    http_api.say(owner, chat, "three")
    seen = chat_of(member, chat)
    assert (seen["role"], seen["last_seq"], seen["unread"]) == ("member", 3, 1)
    history = ok(member.api.get(f"/chat/history/{chat}"))
    assert [m["text"] for m in history] == ["one", "two", "three"]
    events = [e["type"] for e in http_api.lasting(member, since)]
    assert events == ["chat_added", "message"]


def test_an_owner_who_leaves_passes_the_group_to_the_oldest_admin(cast):
    owner, first, second, member, other, chat = cast
    assert remove_member(owner, chat, owner).status == 204
    assert roles(other, chat) == {
        "first": "owner",
        "second": "admin",
        "member": "member",
        "other": "member",
    }
    assert "delete_chat" in chat_of(first, chat)["capabilities"]


def test_without_admins_the_oldest_member_becomes_the_owner(person):
    owner, young, old = person("owner"), person("young"), person("old")
    chat = http_api.make_group(owner)["id"]
    http_api.add_member(owner, chat, old)  # joined first, though registered last
    http_api.add_member(owner, chat, young)
    remove_member(owner, chat, owner)
    assert roles(old, chat) == {"old": "owner", "young": "member"}
    remove_member(old, chat, old)
    assert roles(young, chat) == {"young": "owner"}


def test_a_group_whose_last_member_leaves_is_gone(person):
    owner = person("owner")
    chat = http_api.make_group(owner)["id"]
    http_api.say(owner, chat, "hello")
    assert remove_member(owner, chat, owner).status == 204
    assert_problem(owner.api.get(chat_path(chat)), 404, "chat_not_found")
    response = owner.api.post("/chat/group/add-user", {"group_id": chat, "email": owner.email})
    assert_problem(response, 404, "chat_not_found")


def test_others_hear_who_came_and_went(cast):
    owner, first, _, member, other, chat = cast
    since = http_api.cursor_of(other)
    remove_member(first, chat, member)
    http_api.add_member(owner, chat, member)
    remove_member(member, chat, member)
    events = http_api.lasting(other, since)
    assert [(e["type"], e.get("user_id") or e["user"]["id"], e["by"]) for e in events] == [
        ("member_removed", member.id, first.id),
        ("member_added", member.id, owner.id),
        ("member_removed", member.id, member.id),
    ]
    assert events[1]["role"] == "member" and "email" not in events[1]["user"]


# nothing that was authorised before a removal commits after it


def provoke(chat, owner, member, guest, own_seq, seed):
    """Everything that `member` may do, while the owner removes that person."""
    acts = [
        lambda: member.api.post(chat_path(chat, "/messages"), {"text": f"{seed}"}),
        lambda: member.api.patch(chat_path(chat, f"/messages/{own_seq}"), {"text": f"{seed}"}),
        lambda: member.api.put(chat_path(chat, f"/messages/{own_seq}/reactions/%F0%9F%91%8D")),
        lambda: member.api.delete(chat_path(chat, f"/messages/{own_seq}/reactions/%F0%9F%91%8D")),
        lambda: member.api.post(
            "/chat/group/add-user", {"group_id": chat, "email": guest.email}
        ),
        lambda: member.api.post(
            chat_path(chat, "/messages"), {"text": f"{seed}", "client_id": f"{seed}"}
        ),
    ]
    random.Random(seed).shuffle(acts)
    acts.insert(seed % (len(acts) + 1), lambda: remove_member(owner, chat, member))
    return acts


def test_nothing_of_an_ex_member_commits_after_the_removal(person):
    """The log has the order of commits: between a removal and the next joining nothing of that
    person stands in it, however the requests raced.
    """
    owner, member, guest = person("owner"), person("member"), person("guest")
    outcomes = {}
    with concurrent.futures.ThreadPoolExecutor(7) as pool:
        for start in range(0, ROUNDS, 100):
            chat = http_api.make_group(owner, member)["id"]
            own_seq = http_api.say(member, chat, "own")["seq"]
            set_role(owner, chat, member, "admin")  # who may add the guest again and again
            since = http_api.cursor_of(owner)
            for seed in range(start, min(start + 100, ROUNDS)):
                acts = provoke(chat, owner, member, guest, own_seq, seed)
                for response in pool.map(lambda act: act(), acts):
                    outcomes[response.status] = outcomes.get(response.status, 0) + 1
                remove_member(owner, chat, guest)
                http_api.add_member(owner, chat, member)
                set_role(owner, chat, member, "admin")
            inside = True
            for event in http_api.sync(owner, since)[0]:
                if event.get("user_id") == member.id and event["type"] == "member_removed":
                    inside = False
                elif event["type"] == "member_added" and event["user"]["id"] == member.id:
                    inside = True
                elif event["type"] == "member_added":
                    assert inside or event["by"] != member.id, event
                elif event["type"] in ("message", "message_edited", "reaction"):
                    assert inside, event  # all messages are the member's
    assert outcomes.get(404, 0) > ROUNDS / 10, "the removal never came first"
    assert outcomes.get(201, 0) > ROUNDS / 10, "the removal always came first"
    assert set(outcomes) <= {200, 201, 204, 404}, outcomes
