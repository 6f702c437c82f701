"""Invitations: by link into a group, a direct chat and an account; `asq invite`."""
import concurrent.futures
import re
import sqlite3

import http_api
import pytest
import waiting
from asq_process import AsqServer, run_asq
from http_api import (
    Api,
    add_member,
    assert_problem,
    bad_fields,
    chat_of,
    cursor_of,
    lasting,
    make_group,
    ok,
    remove_member,
)

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}\Z")
FORGED = "A" * 21 + "g"


def invite(person, chat=None, **terms):
    """An invitation to a group, or in person."""
    path = "/chat/invites" if chat is None else f"/chat/chats/{chat}/invites"
    made = ok(person.api.post(path, terms), 201)
    assert TOKEN.match(made["token"]) and made["url"] == f"/i/{made['token']}"
    return made


def accept(person, made):
    return person.api.post(f"/chat/invites/{made['token']}/accept")


def look(port, made):
    return Api(port).get(f"/chat/invites/{made['token']}")


def register_by(port, token, name="vera"):
    body = {
        "username": name,
        "email": f"{http_api.unique('p')}@example.com",
        "password": "secret",
        "invite": token,
    }
    return body["email"], Api(port).post("/chat/register", body)


def people(port, *names):
    return [http_api.register(port, name) for name in names]


def test_a_link_leads_into_the_group(port):
    anna, boris, clara = people(port, "anna", "boris", "clara")
    group = make_group(anna, clara)["id"]
    since, own_since = cursor_of(clara), cursor_of(boris)
    made = invite(anna, group, expires_in=3600, max_uses=1)
    assert (made["chat_id"], made["uses"], made["max_uses"]) == (group, 0, 1)
    assert made["created_by"]["id"] == anna.id and "email" not in made["created_by"]
    seen = ok(look(port, made))
    assert seen["chat"] == {"type": "group", "name": "a group", "member_count": 2}
    handle = ok(anna.api.get("/chat/me"))["handle"]
    assert seen["invited_by"] == {"username": "anna", "handle": handle}
    assert seen["registers"] is True
    assert seen["expires_at"] == made["expires_at"]
    joined = ok(accept(boris, made))
    assert joined["id"] == group and joined["member_count"] == 3
    (event,) = lasting(clara, since)
    assert (event["type"], event["user"]["id"], event["by"]) == ("member_added", boris.id, boris.id)
    (event,) = lasting(boris, own_since)
    assert (event["type"], event["chat"]["id"]) == ("chat_added", group)
    assert_problem(look(port, made), 410, "invite_over")
    assert ok(accept(boris, made))["member_count"] == 3, "a member again"


def test_an_account_is_made_with_its_membership(port):
    (anna,) = people(port, "anna")
    group = make_group(anna)["id"]
    made = invite(anna, group, max_uses=1)
    taken = {"username": "x", "email": anna.email, "password": "secret", "invite": made["token"]}
    assert_problem(Api(port).post("/chat/register", taken), 409, "email_taken")
    assert_problem(Api(port).post("/chat/register", {**taken, "email": "x"}), 422, "invalid")
    email, answer = register_by(port, made["token"])
    vera = ok(answer, 201)
    tokens = http_api.log_in(port, email)
    chats = ok(Api(port, tokens["access_token"]).get("/chat/chats"))["chats"]
    assert [chat["id"] for chat in chats] == [group]
    assert chat_of(anna, group)["participant_ids"] == [anna.id, vera["id"]]
    assert_problem(register_by(port, made["token"])[1], 410, "invite_over")
    assert_problem(register_by(port, FORGED)[1], 404, "invite_not_found")


def test_in_person_two_get_a_direct_chat(port):
    anna, boris = people(port, "anna", "boris")
    made = invite(anna)
    assert made["chat_id"] is None and ok(look(port, made))["chat"] is None
    problem = assert_problem(accept(anna, made), 422, "self_chat")
    assert problem["errors"][0]["field"] == "token"
    opened = ok(accept(boris, made))
    assert (opened["type"], opened["name"]) == ("direct", "anna")
    assert ok(accept(boris, made))["id"] == opened["id"]
    assert ok(anna.api.get("/chat/invites"))["invites"][0]["uses"] == 1


def test_of_two_at_once_with_one_use_left_one_comes_in(port):
    (anna,) = people(port, "anna")
    group = make_group(anna)["id"]
    for _ in range(5):
        made = invite(anna, group, max_uses=1)
        both = people(port, "one", "other")
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda person: accept(person, made).status, both))
        assert sorted(answers) == [200, 410]
        token = invite(anna, group, max_uses=1)["token"]
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = [answer for _, answer in pool.map(lambda _: register_by(port, token), "12")]
        assert sorted(answer.status for answer in answers) == [201, 410]
    assert chat_of(anna, group)["member_count"] == 11


def test_what_ends_an_invitation(port):
    owner, admin, member, other = people(port, "owner", "admin", "member", "other")
    group = make_group(owner, admin, member)["id"]
    assert http_api.set_role(owner, group, admin, "admin").status == 200
    ended = invite(member, group)
    path = f"/chat/invites/{ended['token']}"
    assert_problem(other.api.delete(path), 403, "forbidden")
    assert admin.api.delete(path).status == 204
    assert_problem(admin.api.delete(path), 410, "invite_over")
    left = invite(member, group)
    assert remove_member(member, group, member).status == 204
    assert_problem(accept(other, left), 410, "invite_over")
    add_member(owner, group, member)
    assert_problem(accept(other, left), 410, "invite_over")
    removed = invite(member, group)
    assert remove_member(admin, group, member).status == 204
    assert_problem(accept(other, removed), 410, "invite_over")
    gone, of_gone = invite(admin, group), invite(admin)
    assert admin.api.delete("/chat/me", json_body={"current_password": "secret"}).status == 204
    for made in (gone, of_gone):
        assert_problem(look(port, made), 410, "invite_over")
    deleted = invite(owner, group)
    assert owner.api.delete(f"/chat/chats/{group}").status == 204
    assert_problem(accept(other, deleted), 410, "invite_over")
    assert_problem(register_by(port, deleted["token"])[1], 410, "invite_over")


def test_who_left_comes_back_by_a_later_one_and_who_was_removed_by_none(port):
    anna, boris, clara = people(port, "anna", "boris", "clara")
    group = make_group(anna, boris, clara)["id"]
    before = invite(anna, group)
    assert remove_member(boris, group, boris).status == 204
    assert remove_member(anna, group, clara).status == 204
    assert_problem(accept(boris, before), 403, "left_before")
    later = invite(anna, group)
    assert ok(accept(boris, later))["id"] == group
    for made in (before, later):
        assert_problem(accept(clara, made), 403, "left_before")
    add_member(anna, group, clara)
    assert ok(accept(clara, later))["member_count"] == 3


def test_who_may_make_and_see_them(port):
    owner, member, stranger = people(port, "owner", "member", "stranger")
    group = make_group(owner, member)["id"]
    pair = http_api.make_direct(owner, member)["id"]
    path = f"/chat/chats/{group}/invites"
    assert_problem(stranger.api.post(path, {}), 404, "chat_not_found")
    assert_problem(stranger.api.get(path), 404, "chat_not_found")
    assert_problem(owner.api.post(f"/chat/chats/{pair}/invites", {}), 409, "direct_chat")
    assert_problem(owner.api.get(f"/chat/chats/{pair}/invites"), 409, "direct_chat")
    made = invite(member, group)
    assert_problem(member.api.get(path), 403, "forbidden")
    listed = ok(owner.api.get(path))
    assert [each["token"] for each in listed["invites"]] == [made["token"]]
    assert listed["next_cursor"] is None
    assert owner.api.patch(f"/chat/chats/{group}", {"admins_only_invite": True}).status == 200
    assert_problem(member.api.post(path, {}), 403, "forbidden")
    assert bad_fields(owner.api.post(path, {"expires_in": "1", "max_uses": 0})) == [
        "expires_in",
        "max_uses",
    ]


def test_there_are_at_most_a_hundred_live_ones(port):
    (anna,) = people(port, "anna")
    group = make_group(anna)["id"]
    made = [invite(anna, group, expires_in=0) for _ in range(100)]
    assert_problem(anna.api.post(f"/chat/chats/{group}/invites", {}), 409, "too_many_invites")
    assert invite(anna)["expires_at"]
    assert anna.api.delete(f"/chat/invites/{made[0]['token']}").status == 204
    assert invite(anna, group)
    seen, cursor = [], ""
    while cursor is not None:
        page = ok(anna.api.get(f"/chat/invites?limit=40{cursor and '&cursor=' + cursor}"))
        seen += page["invites"]
        cursor = page["next_cursor"]
    assert len({each["token"] for each in seen}) == 101


def test_they_outlive_a_restart_and_are_in_no_log():
    with AsqServer(args=["--log-requests", "on", "--log-level", "debug"]) as server:
        anna, boris = people(server.port, "anna", "boris")
        group = make_group(anna)["id"]
        made = [invite(anna, group), invite(anna), invite(anna, group, max_uses=1)]
        server.kill()
        server.start()
        assert ok(accept(boris, made[0]))["id"] == group
        assert ok(accept(boris, made[1]))["type"] == "direct"
        assert register_by(server.port, made[2]["token"])[1].status == 201
        look(server.port, made[2])
        assert anna.api.delete(f"/chat/invites/{made[0]['token']}").status == 204
        assert server.stop() == 0
        for each in made:
            assert each["token"] not in server.log()
        run = run_asq("check", "--data", server.data)
        assert run.returncode == 0, run


def test_the_links_of_a_server_are_none_of_another(port):
    (anna,) = people(port, "anna")
    with AsqServer() as other:
        (boris,) = people(other.port, "boris")
        made = invite(boris)
        assert_problem(accept(anna, made), 404, "invite_not_found")
        assert_problem(register_by(port, made["token"])[1], 404, "invite_not_found")


def operator_link(*args):
    run = run_asq("invite", *args)
    assert run.returncode == 0, run
    return run


def token_of(run):
    return run.stdout.splitlines()[0].rpartition("/i/")[2]


def test_forty_at_once_behind_one_address_register_by_one_link():
    with AsqServer(limits=None) as server:
        (anna,) = people(server.port, "anna")
        made = invite(anna, make_group(anna)["id"], max_uses=40)
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            tries = pool.map(lambda _: register_by(server.port, made["token"])[1], range(40))
        assert [each.status for each in tries] == [201] * 40
        assert_problem(look(server.port, made), 410, "invite_over")


def test_the_operator_prints_links_with_a_server_and_without():
    args = ["--registration", "closed", "--public-url", "https://chat.example.com/x"]
    with AsqServer(args=args) as server:
        data = ["--data", server.data]
        run = operator_link("--uses", "2", *data)
        assert (run.stdout, run.stderr) == (
            f"https://chat.example.com/x/i/{token_of(run)}\n",
            "",
        )
        seen = ok(Api(server.port).get(f"/chat/invites/{token_of(run)}"))
        assert (seen["chat"], seen["invited_by"], seen["registers"]) == (None, None, True)
        assert_problem(register_by(server.port, None)[1], 403, "registration_closed")
        email, answer = register_by(server.port, token_of(run))
        anna = ok(answer, 201)
        api = Api(server.port, http_api.log_in(server.port, email)["access_token"])
        own = ok(api.post("/chat/invites", {}), 201)
        assert_problem(register_by(server.port, own["token"])[1], 403, "registration_closed")
        accepted = api.post(f"/chat/invites/{token_of(run)}/accept")
        assert (accepted.status, accepted.body) == (204, b"")
        group = ok(api.post("/chat/group", {"name": "g", "participant_ids": []}), 201)["id"]
        server.stop()
        run = operator_link("--chat", str(group), "--expires", "never", *data)
        assert "public_url" in run.stderr and run.stdout.startswith("http://127.0.0.1:8000/i/")
        server.start()
        boris = ok(register_by(server.port, token_of(run))[1], 201)
        assert ok(api.get(f"/chat/chats/{group}"))["participant_ids"] == [anna["id"], boris["id"]]
        assert token_of(run) not in server.log() and own["token"] not in server.log()


def test_the_links_of_a_server_on_any_free_port_lead_to_it():
    server = AsqServer(args=["--listen", "127.0.0.1:0"])
    try:
        server.begin()
        waiting.wait_for(lambda: "server_started" in server.log(), what="the start")
        link = operator_link("--data", server.data).stdout.strip()
        port = int(re.match(r"http://127\.0\.0\.1:(\d+)/i/", link)[1])
        assert ok(Api(port).get(f"/chat/invites/{link.rpartition('/')[2]}"))["registers"] is True
    finally:
        server.discard()


def test_the_operator_ends_anybodys_by_its_link_or_token():
    with AsqServer() as server:
        (anna,) = people(server.port, "anna")
        group = make_group(anna)["id"]
        data = ["--data", server.data]
        by_token, by_link = invite(anna, group), invite(anna)
        run = operator_link("--end", by_token["token"], *data)
        assert (run.stdout, run.stderr) == (
            "invitation 1 has ended; its link no longer works\n",
            "",
        )
        assert_problem(look(server.port, by_token), 410, "invite_over")
        server.stop()
        operator_link("--end", "https://chat.example.com/x" + by_link["url"], *data)
        again = run_asq("invite", "--end", by_link["token"], *data)
        assert again.returncode == 1 and "over already" in again.stderr and again.stdout == ""
        server.start()
        assert_problem(look(server.port, by_link), 410, "invite_over")
        assert by_token["token"] not in server.log() and by_link["token"] not in server.log()


@pytest.mark.parametrize(
    "args, words",
    [
        (["--end", "x"], "This server has no such invitation"),
        (["--end", ""], "This server has no such invitation"),
        (["--uses", ""], "--uses: it must be"),
        (["--chat", ""], "--chat: it must be"),
        (["--end", "x", "--uses", "1"], "see asq --help"),
        (["--chat", "99"], "There is no group with that id."),
        (["--chat", "x"], "--chat: it must be"),
        (["--uses", "0"], "--uses: it must be"),
        (["--expires", "soon"], "--expires: it must be"),
        (["--expires", "0s"], "--expires: it must be"),
    ],
)
def test_the_operator_hears_what_is_wrong(server, args, words):
    run = run_asq("invite", *args, "--data", server.data)
    assert run.returncode == 1 and words in run.stderr and run.stdout == "", run


def test_a_misspelt_data_directory_gets_no_database(tmp_path):
    run = run_asq("invite", "--data", tmp_path / "misspelt")
    assert run.returncode == 1 and "misspelt" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_check_finds_an_invitation_that_was_used_too_often(tmp_path):
    with AsqServer() as server:
        (anna,) = people(server.port, "anna")
        invite(anna, max_uses=1)
        assert server.stop() == 0
        with sqlite3.connect(server.data / "asq.db") as database:
            database.execute("UPDATE invites SET uses = 2")
        database.close()
        run = run_asq("check", "--data", server.data)
        assert run.returncode == 1
        assert "invite 1: was used 2 times, of at most 1" in run.stdout


def test_a_class_registers_and_logs_in_behind_one_address():
    """Thirty people by one link: neither the limit of registrations nor that of log-ins is theirs."""
    rates = ["--limit-register", "2/1h", "--limit-token", "2/1h", "--limit-login", "1/1h"]
    with AsqServer(args=rates, limits=None) as server:
        anna = http_api.register(server.port, "anna")
        token = invite(anna)["token"]
        for number in range(30):
            email, answer = register_by(server.port, token, f"pupil {number}")
            assert answer.status == 201, answer
            assert answer.headers["RateLimit-Limit"] == "300"
            assert http_api.log_in(server.port, email)
        form = {"username": email, "password": "secret"}
        second = Api(server.port).post("/chat/token", form=form)
        assert second.status == 200, "the second of the address"
        assert_problem(Api(server.port).post("/chat/token", form=form), 429, "rate_limited")
