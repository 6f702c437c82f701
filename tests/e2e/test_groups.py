"""Direct chats, groups, their members, and the list of one's chats (api.md)."""
import concurrent.futures

import cursors
import http_api
import pytest
from http_api import assert_problem


def add(person, group_id, email, **more):
    return person.api.post(
        "/chat/group/add-user", {"group_id": group_id, "second_email": email, **more}
    )


def chats(person, query=""):
    response = person.api.get(f"/chat/chats{query}")
    assert response.status == 200, response
    return response.json


# direct chats


def test_a_direct_chat_is_made_once_for_two_people(person):
    a, b = person("a"), person("b")
    first = a.api.post("/chat/chat", {"creator_id": a.id, "second_email": b.email})
    again = a.api.post("/chat/chat", {"second_email": b.email.upper()})
    from_b = b.api.post("/chat/chat", {"second_email": a.email})
    assert [r.status for r in (first, again, from_b)] == [201, 200, 200]
    assert first.json["id"] == again.json["id"] == from_b.json["id"]
    assert (first.json["name"], from_b.json["name"]) == ("b", "a")
    assert first.json["type"] == "direct" and first.json["participant_ids"] == sorted([a.id, b.id])
    assert (first.json["role"], from_b.json["role"]) == ("member", "member")
    assert first.json["capabilities"] == ["send"]


def test_two_who_make_it_at_the_same_time_get_one(person):
    a, b = person(), person()
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(
                lambda i: (a, b)[i % 2].api.post(
                    "/chat/chat", {"second_email": (b, a)[i % 2].email}
                ),
                range(16),
            )
        )
    assert sorted(r.status for r in answers) == [200] * 15 + [201]
    assert len({r.json["id"] for r in answers}) == 1


def test_a_direct_chat_with_nobody_or_oneself_is_refused(anna):
    assert_problem(
        anna.api.post("/chat/chat", {"second_email": "nobody@example.com"}), 404, "user_not_found"
    )
    assert_problem(
        anna.api.post("/chat/chat", {"second_email": anna.email.title()}), 422, "self_chat"
    )


# groups


def test_the_creator_is_always_a_member_and_the_owner(person):
    a, b, c = person("a"), person("b"), person("c")
    group = a.api.post(
        "/chat/group", {"creator_id": a.id, "name": "team", "participant_ids": [b.id, c.id, b.id]}
    ).json
    assert (group["type"], group["name"], group["creator_id"], group["role"]) == (
        "group",
        "team",
        a.id,
        "owner",
    )
    assert (group["participant_ids"], group["member_count"]) == (sorted([a.id, b.id, c.id]), 3)
    assert (group["last_seq"], group["read_seq"], group["unread"]) == (0, 0, 0)
    assert group.get("last_message") is None
    assert set(group["capabilities"]) >= {"send", "invite"}
    assert http_api.TIMESTAMP.match(group["created_at"])
    seen = next(c_ for c_ in chats(b)["chats"] if c_["id"] == group["id"])
    assert seen["role"] == "member"


def test_groups_of_the_same_name_and_people_are_different(person):
    a = person()
    assert http_api.make_group(a, name="same")["id"] != http_api.make_group(a, name="same")["id"]


def test_chat_ids_are_one_sequence(person):
    a, b = person(), person()
    first = http_api.make_group(a)["id"]
    assert http_api.make_direct(a, b)["id"] == first + 1
    assert http_api.make_group(a)["id"] == first + 2


def test_any_member_may_add_people(person):
    a, b, c = person(), person(), person()
    group = http_api.make_group(a, b)["id"]
    added = add(b, group, c.email, user_id=b.id)
    assert added.status == 200 and added.json["participant_ids"] == sorted([a.id, b.id, c.id])
    assert c.api.get(f"/chat/group-history/{group}").status == 200


def test_adding_a_member_again_changes_nothing(person):
    a, b = person(), person()
    group = http_api.make_group(a, b)["id"]
    again = add(a, group, b.email)
    assert again.status == 200 and again.json["member_count"] == 2
    assert add(a, group, a.email).json["role"] == "owner"


def test_the_person_may_be_named_under_email_too(person):
    a, b = person(), person()
    group = http_api.make_group(a)["id"]
    assert (
        a.api.post("/chat/group/add-user", {"group_id": group, "email": b.email}).json[
            "member_count"
        ]
        == 2
    )


def test_adding_nobody_is_404_and_a_stranger_adds_nobody(anna, boris, stranger, group):
    assert_problem(add(anna, group["id"], "nobody@example.com"), 404, "user_not_found")
    assert_problem(add(stranger, group["id"], stranger.email), 404, "chat_not_found")


def test_people_added_at_the_same_time_are_all_in(person):
    a, others = person(), [person() for _ in range(8)]
    group = http_api.make_group(a)["id"]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert {r.status for r in pool.map(lambda o: add(a, group, o.email), others * 2)} == {200}
    assert chats(a)["chats"][0]["member_count"] == 9


def test_joining_is_not_reading_but_what_came_before_is_not_unread(person):
    a, b = person(), person()
    group = http_api.make_group(a)["id"]
    http_api.send(a, group, "before b")
    add(a, group, b.email)
    http_api.send(a, group, "after")
    seen = chats(b)["chats"][0]
    assert (seen["last_seq"], seen["read_seq"], seen["unread"]) == (2, 0, 1)


def test_a_group_of_a_thousand_lists_them_all(person):
    a = person()
    made = a.api.post("/chat/group", {"name": "x", "participant_ids": [a.id] * 1000})
    assert made.status == 201 and made.json["participant_ids"] == [a.id]


# the list of chats


def test_chats_are_listed_by_newest_activity(person):
    a = person()
    first, second, third = (http_api.make_group(a, name=n)["id"] for n in ("one", "two", "three"))
    assert [c["id"] for c in chats(a)["chats"]] == [third, second, first]
    http_api.send(a, first, "now newest")
    assert [c["id"] for c in chats(a)["chats"]] == [first, third, second]
    assert chats(a)["chats"][0]["last_message"]["text"] == "now newest"


def test_pages_of_chats_follow_their_cursor_without_gap_or_repeat(person):
    a = person()
    made = [http_api.make_group(a, name=f"g{index}")["id"] for index in range(25)]
    collected, cursor = [], ""
    for _ in range(10):
        page = chats(a, f"?limit=10{cursor}")
        collected += [c["id"] for c in page["chats"]]
        if page.get("next_cursor") is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert collected == made[::-1]


def test_the_last_page_has_no_cursor(person):
    a = person()
    assert chats(a)["chats"] == [] and chats(a).get("next_cursor") is None
    for _ in range(10):
        http_api.make_group(a)
    assert chats(a, "?limit=10").get("next_cursor") is None


@pytest.mark.parametrize("cursor", ["x", "", "AAAA", "660c1f2a3b4c5-1f", "%00", "9" * 300])
def test_a_cursor_that_is_none_is_422(anna, cursor):
    assert http_api.bad_fields(anna.api.get(f"/chat/chats?cursor={cursor}")) == ["cursor"]


def test_a_damaged_cursor_is_422_and_so_is_that_of_another_list(person):
    a, b = person(), person()
    chat = [http_api.make_group(a, b)["id"] for _ in range(3)][0]
    cursor = chats(a, "?limit=2")["next_cursor"]
    of_members = http_api.ok(a.api.get(http_api.chat_path(chat, "/members?limit=1")))
    for wrong in (*cursors.damaged(cursor), of_members["next_cursor"], http_api.cursor_of(a)):
        path = f"/chat/chats?cursor={wrong}"
        assert http_api.bad_fields(a.api.get(path)) == ["cursor"], wrong
    assert [c["id"] for c in chats(a, f"?cursor={cursor}")["chats"]] == [chat]


def test_a_query_filters_as_find_chat_does(person):
    a = person()
    for name in ("Макс и Ко", "другое", "о МАКСе"):
        http_api.make_group(a, name=name)
    assert {c["name"] for c in chats(a, "?query=%D0%BC%D0%B0%D0%BA%D1%81")["chats"]} == {
        "Макс и Ко",
        "о МАКСе",
    }


def test_a_stranger_sees_no_chat_of_others(person, group):
    assert group["id"] not in [c["id"] for c in chats(person())["chats"]]
