"""What touches many rows takes effect at once and is finished in slices (api.md, "DELETE /chat/me"), and the
chats of one's own are bounded (api.md, "too_many_chats").
"""
import concurrent.futures

import http_api
import pytest
from asq_process import AsqServer, run_asq
from http_api import assert_problem, chat_of, chat_path, ok
from waiting import wait_for

GROUPS = 300


def make_group(owner, *others, name="a group"):
    body = {"name": name, "participant_ids": [other.id for other in others]}
    return owner.api.post("/chat/group", body)


# chats of one's own


def test_as_many_chats_as_the_setting_says():
    with AsqServer(args=["--max-own-chats", "2"], limits=None) as server:
        maks, dima = (http_api.register(server.port, name) for name in ("maks", "dima"))
        first = ok(make_group(maks), 201)
        http_api.make_direct(maks, dima)
        assert_problem(make_group(maks), 409, "too_many_chats")
        third = http_api.register(server.port, "third")
        refused = maks.api.post("/chat/chat", {"second_email": third.email})
        assert_problem(refused, 409, "too_many_chats")
        assert len(ok(maks.api.get("/chat/chats"))["chats"]) == 2
        http_api.make_direct(maks, dima)  # which is there already
        http_api.make_group(dima, maks)  # does not count
        ok(maks.api.delete(chat_path(first["id"])), 204)
        ok(make_group(maks), 201)


@pytest.mark.parametrize("args, limits", [(["--max-own-chats", "0"], None), (["--max-own-chats", "1"], "off")])
def test_without_a_bound_there_is_none(args, limits):
    with AsqServer(args=args, limits=limits) as server:
        maks = http_api.register(server.port, "maks")
        for _ in range(3):
            ok(make_group(maks), 201)


# an account in many groups is deleted


def in_many_groups(server):
    leaver, heir = (http_api.register(server.port, name) for name in ("leaver", "heir"))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda i: ok(make_group(leaver, heir, name=f"g{i}"), 201)["id"], range(GROUPS)))
    ok(leaver.api.delete("/chat/me", json_body={"current_password": leaver.password}), 204)
    return leaver, heir, made


def all_left(heir, groups):
    chats, cursor = [], ""
    while cursor is not None:
        page = ok(heir.api.get(f"/chat/chats?limit=200{cursor}"))
        chats += page["chats"]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    assert len(chats) == len(groups)
    return all(chat["role"] == "owner" and chat["member_count"] == 1 for chat in chats)


def test_a_deleted_account_leaves_all_its_groups():
    with AsqServer() as server:
        leaver, heir, groups = in_many_groups(server)
        assert_problem(leaver.api.get("/chat/me"), 401, "unauthenticated")
        assert ok(heir.api.get(f"/chat/users/{leaver.id}"))["deleted"] is True
        assert http_api.register(server.port, "leaver", email=leaver.email).id != leaver.id
        wait_for(lambda: all_left(heir, groups), what="the groups to be left")
        assert server.stop() == 0


def test_killed_in_between_it_goes_on_after_the_next_start():
    with AsqServer() as server:
        _, heir, groups = in_many_groups(server)
        for _ in range(3):
            server.kill()
            checked = run_asq("check", "--data", server.data)
            assert checked.returncode == 0, checked.stdout + checked.stderr
            server.start()
        wait_for(lambda: all_left(heir, groups), what="the groups to be left")
        assert chat_of(heir, groups[-1])["participant_ids"] == [heir.id]
        server.stop()
        checked = run_asq("check", "--data", server.data)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_stop_in_between_is_clean():
    with AsqServer() as server:
        _, heir, groups = in_many_groups(server)
        assert server.stop() == 0
        server.start()
        wait_for(lambda: all_left(heir, groups), what="the groups to be left")
