"""Deleting one's own account, and looking people up (api.md, "Accounts and sessions")."""
import concurrent.futures

import http_api
import pytest
import ws_raw
from http_api import Api, assert_problem, bad_fields, chat_of, chat_path, lasting, ok, say
from person_client import PersonClient


def delete_account(person, **body):
    return person.api.delete("/chat/me", json_body={"current_password": person.password, **body})


@pytest.fixture
def gone(person):
    """Someone who has deleted the account, a friend, and the chats they had."""
    leaver, friend = person("leaver"), person("friend")
    group = http_api.make_group(leaver, friend, name="ours")["id"]
    direct = http_api.make_direct(leaver, friend)["id"]
    for chat in (group, direct):
        say(leaver, chat, "I was here")
    response = delete_account(leaver)
    assert (response.status, response.body) == (204, b"")
    return leaver, friend, group, direct


# the password is asked for


@pytest.mark.parametrize(
    "body", [{}, {"current_password": None}, {"current_password": "wrong"}, {"current_password": 7},
             {"current_password": ""}, {"password": "secret"}], ids=str
)
def test_without_the_right_password_nothing_happens(person, body):
    someone = person()
    assert bad_fields(someone.api.delete("/chat/me", json_body=body)) == ["current_password"]
    assert ok(someone.api.get("/chat/me"))["id"] == someone.id


def test_the_body_is_needed(person):
    someone = person()
    assert_problem(someone.api.delete("/chat/me"), 400, "malformed_json")
    assert someone.api.get("/chat/me").status == 200


# what is gone


def test_every_socket_closes_because_the_session_has_ended(port, person):
    """The groups are left in the same moment, and being out of a chat is 4403."""
    someone, friend = person(), person()
    chats = [
        http_api.make_direct(someone, friend),
        http_api.make_group(someone, friend),
        http_api.make_group(friend, someone),
        http_api.make_group(someone),
    ]
    sockets = [ws_raw.open_chat(port, chat["id"], someone.token) for chat in chats]
    assert delete_account(someone).status == 204
    for ws in sockets:
        ws.expect_close(4401)


def test_every_session_and_the_login_are_gone(port, person):
    someone = person()
    elsewhere = http_api.log_in(port, someone.email)
    assert delete_account(someone).status == 204
    for token in (someone.token, elsewhere["access_token"]):
        assert_problem(Api(port, token).get("/chat/me"), 401, "unauthenticated")
        assert_problem(Api(port, token).get("/chat/sync"), 401, "unauthenticated")
    refresh = {"grant_type": "refresh_token", "refresh_token": elsewhere["refresh_token"]}
    assert_problem(Api(port).post("/chat/token", form=refresh), 401, "unauthenticated")
    login = {"username": someone.email, "password": someone.password}
    assert_problem(Api(port).post("/chat/token", form=login), 401, "invalid_credentials")


def test_nothing_of_the_person_is_found_any_more(gone):
    leaver, friend, *_ = gone
    assert_problem(friend.api.get(f"/chat/users?email={leaver.email}"), 404, "user_not_found")
    assert_problem(
        friend.api.post("/chat/chat", {"second_email": leaver.email}), 404, "user_not_found"
    )
    assert_problem(friend.api.post("/chat/find-chat", {"name": "leaver"}), 404, "chat_not_found")
    response = friend.api.post("/chat/group", {"name": "x", "participant_ids": [leaver.id]})
    assert bad_fields(response) == ["participant_ids[0]"]


def test_the_email_is_free_for_another_account(port, gone):
    leaver, friend, group, _ = gone
    heir = http_api.register(port, "heir", email=leaver.email.upper())
    assert heir.id != leaver.id
    assert ok(heir.api.get("/chat/chats"))["chats"] == []
    assert_problem(heir.api.get(chat_path(group)), 404, "chat_not_found")
    assert ok(friend.api.get(f"/chat/users?email={leaver.email}"))["id"] == heir.id


# what stays


def test_messages_stay_and_their_author_is_deleted(gone):
    leaver, friend, group, direct = gone
    for chat in (group, direct):
        (message,) = ok(friend.api.get(f"/chat/history/{chat}"))
        assert (message["text"], message["sender_id"]) == ("I was here", leaver.id)
    members = ok(friend.api.get(chat_path(direct, "/members")))["members"]
    (author,) = [m["user"] for m in members if m["user"]["id"] == leaver.id]
    assert (author["deleted"], author["username"], author["name"]) == (True, "", "")
    assert "email" not in author


def test_a_direct_chat_stays_with_its_two_members(gone):
    leaver, friend, _, direct = gone
    seen = chat_of(friend, direct)
    assert (seen["name"], seen["participant_ids"]) == ("", sorted([leaver.id, friend.id]))
    assert say(friend, direct, "nobody hears this")["seq"] == 2


def test_groups_are_left_as_by_leaving(gone):
    leaver, friend, group, _ = gone
    seen = chat_of(friend, group)
    assert (seen["role"], seen["participant_ids"]) == ("owner", [friend.id])
    assert_problem(http_api.set_role(friend, group, leaver, "admin"), 404, "member_not_found")


def test_a_group_of_which_one_was_the_last_is_gone_too(person):
    someone = person()
    group = http_api.make_group(someone)["id"]
    assert delete_account(someone).status == 204
    assert http_api.make_group(person())["id"] == group + 1, "its id is not given again"


def test_the_others_are_told(person):
    leaver, friend = person("leaver"), person("friend")
    group = http_api.make_group(leaver, friend)["id"]
    direct = http_api.make_direct(leaver, friend)["id"]
    since = http_api.cursor_of(friend)
    assert delete_account(leaver).status == 204
    events = lasting(friend, since)
    assert sorted(e["type"] for e in events) == ["member_removed", "member_role", "user_updated"]
    by_type = {e["type"]: e for e in events}
    assert (by_type["member_removed"]["chat_id"], by_type["member_removed"]["user_id"]) == (
        group,
        leaver.id,
    )
    assert by_type["user_updated"]["user"]["deleted"] is True
    assert chat_of(friend, direct)["member_count"] == 2


def test_who_shared_but_a_group_is_told_who_has_gone(port, person):
    leaver, friend = person("leaver"), person("friend")
    group = http_api.make_group(friend, leaver)["id"]
    since = http_api.cursor_of(friend)
    with PersonClient(port, friend.token) as socket:
        assert delete_account(leaver).status == 204
        live = [socket.lasting(), socket.lasting()]
    for events in (live, lasting(friend, since)):
        told, left = events
        assert (told["type"], told["user"]["id"]) == ("user_updated", leaver.id)
        assert told["user"]["deleted"] is True and "chat_id" not in told
        assert (left["chat_id"], left["user_id"]) == (group, leaver.id)


def test_a_deletion_survives_a_restart(server, person):
    someone, friend = person("someone"), person("friend")
    direct = http_api.make_direct(someone, friend)["id"]
    assert delete_account(someone).status == 204
    server.kill()
    server.start()
    assert_problem(someone.api.get("/chat/me"), 401, "unauthenticated")
    assert chat_of(friend, direct)["name"] == ""


def test_of_two_deletions_at_the_same_time_one_is_told_that_it_is_done(person):
    someone = person()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda _: delete_account(someone).status, range(4)))
    assert statuses[0] == 204 and set(statuses[1:]) <= {401, 429, 503}
    assert_problem(someone.api.get("/chat/me"), 401, "unauthenticated")


def test_what_is_sent_during_the_deletion_is_stored_before_it_or_refused(person):
    for _ in range(10):
        someone, friend = person("someone"), person("friend")
        group = http_api.make_group(friend, someone)["id"]
        since = http_api.cursor_of(friend)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            path = chat_path(group, "/messages")
            sends = [pool.submit(someone.api.post, path, {"text": f"{i}"}) for i in range(6)]
            deletion = pool.submit(delete_account, someone)
        assert deletion.result().status == 204
        statuses = [send.result().status for send in sends]
        assert set(statuses) <= {201, 401, 404}
        kinds = [e["type"] for e in lasting(friend, since)]
        assert kinds.count("message") == statuses.count(201)
        assert "message" not in kinds[kinds.index("member_removed") :]


# looking people up


def test_a_person_is_found_by_the_whole_email_in_any_case(anna, boris):
    found = ok(anna.api.get(f"/chat/users?email={boris.email.upper()}"))
    assert (found["id"], found["name"]) == (boris.id, "boris") and "email" not in found
    own = ok(anna.api.get(f"/chat/users?email={anna.email}"))
    assert own == ok(anna.api.get("/chat/me"))
    for email in (boris.email[1:], boris.email[:-1], "nobody@example.com", f"%25{boris.email}"):
        assert_problem(anna.api.get(f"/chat/users?email={email}"), 404, "user_not_found")


@pytest.mark.parametrize("query", ["", "?email=", "?email=boris", "?email=a@b&email=c@d",
                                   "?email=%FF@b.c", "?email=%zz@b.c", "?email=a%00@b.c"])
def test_what_is_no_email_is_422(anna, query):
    assert bad_fields(anna.api.get(f"/chat/users{query}")) == ["email"]


def test_the_author_of_every_message_that_one_reads_has_a_name(person):
    owner, leaver, friend, new, other = (person(name) for name in "owner leaver friend new other".split())
    group = http_api.make_group(owner, leaver, friend)["id"]
    say(leaver, group, "I was here")
    assert leaver.api.delete(chat_path(group, f"/members/{leaver.id}")).status == 204
    http_api.add_member(owner, group, new)
    (message,) = [m for m in ok(new.api.get(f"/chat/history/{group}"))]
    found = ok(new.api.get(f"/chat/users/{message['sender_id']}"))
    assert (found["id"], found["name"]) == (leaver.id, "leaver") and "email" not in found
    assert ok(new.api.get(f"/chat/users/{new.id}")) == ok(new.api.get("/chat/me"))
    # Others are found too where people=open, as here; test_people.py has both.
    assert ok(other.api.get(f"/chat/users/{leaver.id}"))["name"] == "leaver"
    assert_problem(owner.api.get(f"/chat/users/{10**9}"), 404, "user_not_found")
    assert delete_account(leaver).status == 204
    assert_problem(other.api.get(f"/chat/users/{leaver.id}"), 404, "user_not_found")
    gone = ok(new.api.get(f"/chat/users/{leaver.id}"))
    assert (gone["deleted"], gone["name"]) == (True, "")
    for bad in ("0", "-1", "x", "1.5", str(2**63)):
        assert bad_fields(new.api.get(f"/chat/users/{bad}")) == ["user_id"]
