"""Handles, @handle wherever an e-mail names a person, and finding people by both (api.md)."""
import concurrent.futures
import urllib.parse

import http_api
import pytest
from asq_process import AsqServer, run_asq
from http_api import Api, assert_problem, bad_fields, make_direct, make_group, ok
from person_client import PersonClient


def register(port, username, handle=None):
    email = f"{http_api.unique()}@example.com"
    body = {"username": username, "email": email, "password": "secret"}
    if handle is not None:
        body["handle"] = handle
    return Api(port).post("/chat/register", body)


def free_handle():
    return http_api.unique("h").replace("-", "_")[:32]


def people(person, **query):
    """The handles of all pages."""
    handles = []
    while True:
        page = ok(person.api.get(f"/chat/people?{urllib.parse.urlencode(query)}"))
        handles += [user["handle"] for user in page["users"]]
        if page["next_cursor"] is None:
            return handles
        query["cursor"] = page["next_cursor"]


MADE = {
    "Maks": "maks",
    "Женя Иванов": "zhenya_ivanov",
    "Zoë": "zoe",
    "🇺🇦": "user4",
    "Я": "user5",
    "all": "all2",
    "MAKS": "maks2",
}


def test_a_handle_is_made_from_the_name():
    with AsqServer() as server:
        made = [register(server.port, username).json["handle"] for username in MADE]
        assert made == list(MADE.values())


def test_a_handle_of_ones_own(port):
    handle = free_handle()
    made = register(port, "Anna", handle.upper())
    assert made.status == 201 and made.json["handle"] == handle
    for taken in (handle, handle.upper(), "all", "here", "everyone", "admin", "ADMIN"):
        assert_problem(register(port, "Boris", taken), 409, "handle_taken")


@pytest.mark.parametrize(
    "handle",
    ["", "ab", "a" * 33, ".abc", "abc.", "a..b", "a-b", "a b", "@abc", "макс", 7, ["abc"]],
    ids=repr,
)
def test_what_is_no_handle(port, anna, handle):
    assert bad_fields(register(port, "x", handle)) == ["handle"]
    assert bad_fields(anna.api.patch("/chat/me", {"handle": handle})) == ["handle"]


def test_the_shortest_and_the_longest(person):
    for handle in ("x_3", "x" * 32):
        assert ok(person().api.patch("/chat/me", {"handle": handle}))["handle"] == handle


def test_one_handle_at_the_same_time_for_one_only(port):
    handle = free_handle()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: register(port, "x", handle), range(8)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 7


def test_a_handle_that_was_given_up_rests(person):
    anna, boris = person("anna"), person("boris")
    first, second = free_handle(), free_handle()
    assert ok(anna.api.patch("/chat/me", {"handle": first}))["handle"] == first
    assert ok(anna.api.patch("/chat/me", {"handle": second}))["handle"] == second
    assert_problem(boris.api.patch("/chat/me", {"handle": first}), 409, "handle_taken")
    assert ok(boris.api.get("/chat/me"))["handle"] != first
    assert ok(anna.api.patch("/chat/me", {"handle": first}))["handle"] == first
    assert anna.api.delete("/chat/me", json_body={"current_password": "secret"}).status == 204
    assert_problem(boris.api.patch("/chat/me", {"handle": first}), 409, "handle_taken")
    assert_problem(boris.api.get(f"/chat/users?email=@{first}"), 404, "user_not_found")


def test_a_new_handle_is_heard_live_and_after_a_break(person, port):
    anna, boris = person("anna"), person("boris")
    make_group(anna, boris)
    with PersonClient(port, boris.token) as socket:
        handle = free_handle()
        ok(anna.api.patch("/chat/me", {"handle": handle}))
        event = socket.skip_to("user_updated")
        assert event["user"]["handle"] == handle and "language" not in event["user"]
    since = event["cursor"]
    again = free_handle()
    ok(anna.api.patch("/chat/me", {"handle": again, "language": "pt-BR"}))
    events = ok(boris.api.get(f"/chat/sync?since={since}"))["events"]
    assert [one["user"]["handle"] for one in events] == [again]


def test_a_language_is_ones_own(anna, boris):
    make_group(anna, boris)
    assert ok(anna.api.patch("/chat/me", {"language": "pt-BR"}))["language"] == "pt-BR"
    assert "language" not in ok(boris.api.get(f"/chat/users/{anna.id}"))
    assert bad_fields(anna.api.patch("/chat/me", {"language": "x_y"})) == ["language"]
    assert "language" not in ok(anna.api.patch("/chat/me", {"language": ""}))


def test_where_an_email_names_a_person_a_handle_may_stand(person):
    anna, boris = person("anna"), person("boris")
    handle = free_handle()
    ok(boris.api.patch("/chat/me", {"handle": handle}))
    for named in (f"@{handle}", f"@{handle.upper()}"):
        found = ok(anna.api.get(f"/chat/users?{urllib.parse.urlencode({'email': named})}"))
        assert found["id"] == boris.id and "email" not in found
        chat = anna.api.post("/chat/chat", {"second_email": named})
        assert chat.status in (200, 201) and chat.json["name"] == "boris"
        group = make_group(anna)["id"]
        body = {"group_id": group, "second_email": named}
        assert ok(anna.api.post("/chat/group/add-user", body))["member_count"] == 2
        group = ok(anna.api.post("/chat/group", {"name": "g", "participants": [named]}), 201)
        assert group["participant_ids"] == sorted([anna.id, boris.id])
    own = boris.api.post("/chat/chat", {"second_email": f"@{handle}"})
    assert_problem(own, 422, "self_chat")
    assert "handle" in own.json["errors"][0]["message"]
    login = Api(anna.api.port).post(
        "/chat/token", form={"username": f"@{handle}", "password": "secret"}
    )
    assert_problem(login, 401, "invalid_credentials")


def test_the_participants_that_are_nobodys_are_named_by_their_place(person):
    anna, boris = person("anna"), person("boris")
    body = {
        "name": "g",
        "participant_ids": [boris.id, 10**9],
        "participants": [boris.email, "@no_body_here", "nobody@example.com", "@x"],
    }
    assert bad_fields(anna.api.post("/chat/group", body)) == ["participants[3]"]
    body["participants"][3] = boris.email.upper()
    assert bad_fields(anna.api.post("/chat/group", body)) == [
        "participant_ids[1]",
        "participants[1]",
        "participants[2]",
    ]
    assert ok(anna.api.get("/chat/chats"))["chats"] == []
    assert bad_fields(anna.api.post("/chat/group", {"name": "g"})) == ["participant_ids"]
    many = {"name": "g", "participants": [boris.email] * 1000, "participant_ids": [boris.id]}
    assert bad_fields(anna.api.post("/chat/group", many)) == ["participants"]
    del many["participant_ids"]
    assert ok(anna.api.post("/chat/group", many), 201)["member_count"] == 2


def test_people_around_oneself_are_listed_by_handle(person):
    anna = person("anna")
    others = [person(name) for name in ("olga", "boris", "clara")]
    make_group(anna, *others[:2])
    make_direct(anna, others[2])
    handles = sorted(ok(one.api.get("/chat/me"))["handle"] for one in others)
    for query in ({}, {"query": ""}, {"query": "x"}, {"limit": 1}, {"query": "@b", "limit": 2}):
        assert people(anna, **query) == handles


def test_people_are_found_as_one_types(person):
    anna = person("anna")
    word = http_api.unique("w").replace("-", "")
    found = person(f"Женя {word}")
    handle = ok(found.api.get("/chat/me"))["handle"]
    for query in (word, word.upper(), word[:-1], word[2:], f"@{handle}", f" женя {word[:3]}"):
        assert handle in people(anna, query=query), query
    assert people(found, query=word) == [], "oneself"
    assert people(anna, query=word + "x") == []
    assert bad_fields(anna.api.get("/chat/people?query=an&cursor=x")) == ["cursor"]


def test_some_people_by_their_ids(person):
    anna, boris = person("anna"), person("boris")
    gone = person("gone")
    make_direct(anna, gone)
    assert gone.api.delete("/chat/me", json_body={"current_password": "secret"}).status == 204
    ids = f"{gone.id},{10**9},{anna.id},{boris.id},{anna.id}"
    users = ok(anna.api.get(f"/chat/people?ids={ids}"))["users"]
    assert [user["id"] for user in users] == [gone.id, anna.id, boris.id]
    assert users[0]["deleted"] and "handle" not in users[0]
    assert users[1]["email"] == anna.email and "email" not in users[2]
    assert bad_fields(anna.api.get("/chat/people?ids=1&query=an")) == ["ids"]
    many = ",".join(["1"] * 101)
    assert bad_fields(anna.api.get(f"/chat/people?ids={many}")) == ["ids"]


def test_strangers_of_a_group_are_limited_under_known():
    args = ["--people", "known", "--limit-register", "0", "--limit-token", "0"]
    with AsqServer(args=args, limits=None) as server:
        anna = http_api.register(server.port, "anna")
        names = [f"@nobody{i}" for i in range(31)]
        refused = anna.api.post("/chat/group", {"name": "g", "participants": names})
        assert bad_fields(refused) == ["participants"]
        assert "At most 30 of these" in refused.json["errors"][0]["message"]
        response = anna.api.post("/chat/group", {"name": "g", "participants": names[:30]})
        assert len(bad_fields(response)) == 30
        assert_problem(anna.api.get("/chat/users?email=@nobody"), 429, "rate_limited")
        assert people(anna, query="nobody") == [], "a search costs nothing"


def test_handles_are_kept_and_sound():
    with AsqServer() as server:
        anna = http_api.register(server.port, "anna")
        ok(anna.api.patch("/chat/me", {"handle": "ann.a", "username": "Анна"}))
        server.stop()
        check = run_asq("check", "--data", server.data)
        assert check.returncode == 0, check
        server.start()
        boris = http_api.register(server.port, "boris")
        assert people(boris, query="анн") == ["ann.a"]
        assert people(boris, query="anna") == []
