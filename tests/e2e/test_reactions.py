"""Reactions: one emoji each, counted once per person (api.md, "Messages")."""
import concurrent.futures
import itertools
import urllib.parse

import http_api
import pytest
from http_api import assert_problem, bad_fields, chat_path, ok, say

THUMB, HEART = "👍", "❤️"


@pytest.fixture
def trio(person):
    """Three people and their group with one message."""
    people = [person(name) for name in "abc"]
    chat = http_api.make_group(*people)["id"]
    say(people[0], chat, "hello")
    return *people, chat


def path(chat, seq, emoji):
    return chat_path(chat, f"/messages/{seq}/reactions/{urllib.parse.quote(emoji, safe='')}")


def react(person, chat, emoji, seq=1):
    return person.api.put(path(chat, seq, emoji))


def unreact(person, chat, emoji, seq=1):
    return person.api.delete(path(chat, seq, emoji))


def reactions(person, chat, seq=1):
    page = ok(person.api.get(chat_path(chat, f"/messages?around={seq}&limit=1")))
    return page["messages"][0].get("reactions", [])


def test_reactions_are_the_same_for_everybody(trio):
    a, b, c, chat = trio
    ok(react(b, chat, THUMB))
    ok(react(c, chat, HEART))
    message = ok(react(a, chat, THUMB))
    assert message["reactions"] == [
        {"emoji": THUMB, "count": 2, "user_ids": [b.id, a.id]},
        {"emoji": HEART, "count": 1, "user_ids": [c.id]},
    ]
    assert [reactions(p, chat) for p in (a, b, c)] == [message["reactions"]] * 3
    assert ok(a.api.get(f"/chat/history/{chat}"))[0]["reactions"] == message["reactions"]
    assert http_api.chat_of(c, chat)["last_message"]["reactions"] == message["reactions"]


def test_a_reaction_is_taken_back(trio):
    a, b, _, chat = trio
    ok(react(a, chat, THUMB))
    ok(react(b, chat, THUMB))
    assert ok(unreact(a, chat, THUMB))["reactions"] == [
        {"emoji": THUMB, "count": 1, "user_ids": [b.id]}
    ]
    assert "reactions" not in ok(unreact(b, chat, THUMB))


def test_a_repeat_changes_nothing_and_tells_nobody(trio):
    a, b, _, chat = trio
    first = ok(react(a, chat, THUMB))
    since = http_api.cursor_of(b)
    assert ok(react(a, chat, THUMB)) == first
    assert ok(unreact(a, chat, HEART)) == first
    assert ok(unreact(b, chat, THUMB)) == first
    assert http_api.lasting(b, since) == []
    changed = ok(unreact(a, chat, THUMB))
    events = http_api.lasting(b, since)
    assert [(e["type"], e["message"]) for e in events] == [("reaction", changed)]


def test_one_person_may_react_in_many_ways(trio):
    a, _, _, chat = trio
    emoji = ["👍", "👍🏽", "❤️", "🇺🇦", "3️⃣", "👩‍👩‍👧", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🎉"]
    for one in emoji:
        ok(react(a, chat, one))
    assert [r["emoji"] for r in reactions(a, chat)] == emoji, "in the order of their first"


@pytest.mark.parametrize(
    "emoji",
    ["a", "1", "+1", ":thumbsup:", "👍👍", "👍 ", " 👍", "👍a", "❤", "©", "🇺", "\u200d", "\ufe0f",
     "e\u0301", "漢", "👍\0", "\u20e3", "#️", "👩‍" * 17],
    ids=ascii,
)
def test_what_is_not_exactly_one_emoji_is_422(trio, emoji):
    a, *_, chat = trio
    assert bad_fields(react(a, chat, emoji)) == ["emoji"]
    assert bad_fields(unreact(a, chat, emoji)) == ["emoji"]
    assert reactions(a, chat) == []


def tags(word):
    """The black flag with invisible characters that spell the word."""
    return "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in word) + "\U000e007f"


def test_of_tags_only_flags_that_unicode_recommends_are_taken(trio):
    a, *_, chat = trio
    assert tags("gbsct") == "🏴󠁧󠁢󠁳󠁣󠁴󠁿"
    for region in ("gbeng", "gbsct", "gbwls"):
        ok(react(a, chat, tags(region)))
    for word in ("ustx", "secret", "a"):
        assert bad_fields(react(a, chat, tags(word))) == ["emoji"]
        ok(unreact(a, chat, tags(word)))  # older servers took it, so it may be there
    assert [r["emoji"] for r in reactions(a, chat)] == [tags(f"gb{r}") for r in ("eng", "sct", "wls")]


def test_an_emoji_is_the_same_with_and_without_fe0f(trio):
    """They stood side by side, each with a count of its own."""
    a, b, c, chat = trio
    fire, plain = "❤\ufe0f\u200d🔥", "❤\u200d🔥"
    ok(react(a, chat, fire))
    since = http_api.cursor_of(c)
    ok(react(a, chat, plain))
    assert http_api.lasting(c, since) == []
    message = ok(react(b, chat, plain))
    assert message["reactions"] == [{"emoji": fire, "count": 2, "user_ids": [a.id, b.id]}]
    ok(unreact(a, chat, plain))
    assert "reactions" not in ok(unreact(b, chat, fire))
    assert ok(react(b, chat, plain))["reactions"][0]["emoji"] == plain


@pytest.mark.parametrize("raw", ["%F0%9F", "%FF", "%zz", "%", "%ED%A0%BD%ED%B1%8D", "%00"])
def test_what_is_no_text_is_422(trio, raw):
    a, *_, chat = trio
    assert bad_fields(a.api.put(chat_path(chat, f"/messages/1/reactions/{raw}"))) == ["emoji"]


def test_every_bad_part_of_the_path_is_named(anna):
    response = anna.api.put(chat_path("x", "/messages/0/reactions/a"))
    assert bad_fields(response) == ["chat_id", "emoji", "seq"]
    assert_problem(anna.api.put(chat_path(1, "/messages/1/reactions/")), 404, "route_not_found")


def test_what_is_not_there_gets_no_reaction(stranger, trio):
    a, _, c, chat = trio
    assert_problem(react(a, chat, THUMB, 2), 404, "message_not_found")
    assert_problem(react(a, 10**9, THUMB), 404, "chat_not_found")
    assert_problem(react(stranger, chat, THUMB), 404, "chat_not_found")
    http_api.remove_member(c, chat, c)
    assert_problem(react(c, chat, THUMB), 404, "chat_not_found")


def test_a_tombstone_gets_no_reaction_and_has_none(trio):
    a, b, _, chat = trio
    ok(react(b, chat, THUMB))
    ok(a.api.delete(chat_path(chat, "/messages/1")))
    for act in (react, unreact):
        assert_problem(act(b, chat, THUMB), 409, "message_deleted")
    assert reactions(b, chat) == []


def test_a_message_has_at_most_64_kinds_of_them(trio):
    a, b, _, chat = trio
    kinds = [chr(code) for code in range(0x1F600, 0x1F600 + 64)]
    for kind in kinds:
        ok(react(a, chat, kind))
    assert_problem(react(a, chat, THUMB), 409, "too_many_reactions")
    assert_problem(react(b, chat, THUMB), 409, "too_many_reactions")
    ok(react(b, chat, kinds[-1]))
    assert [r["emoji"] for r in reactions(b, chat)] == kinds
    ok(unreact(a, chat, kinds[0]))
    ok(react(b, chat, THUMB))
    assert_problem(react(a, chat, kinds[0]), 409, "too_many_reactions")


def test_ten_thousand_tries_leave_64(trio):
    """A client that reacts with everything that there is."""
    a, *_, chat = trio
    faces = [chr(code) for code in range(0x1F600, 0x1F64B)]
    triples = ("\u200d".join(three) for three in itertools.product(faces, repeat=3))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        tries = itertools.islice(triples, 10_000)
        answers = list(pool.map(lambda one: react(a, chat, one).status, tries))
    assert set(answers) == {200, 409}
    assert answers.count(200) == 64 == len(reactions(a, chat))


def test_only_the_first_20_are_named_and_all_are_counted(person):
    owner = person("owner")
    crowd = [person(f"m{i}") for i in range(24)]
    chat = http_api.make_group(owner, *crowd)["id"]
    say(owner, chat, "hello")
    for one in crowd:
        ok(react(one, chat, THUMB))
    (seen,) = reactions(owner, chat)
    assert (seen["count"], seen["user_ids"]) == (24, [p.id for p in crowd[:20]])
    ok(unreact(crowd[0], chat, THUMB))
    (seen,) = reactions(owner, chat)
    assert (seen["count"], seen["user_ids"]) == (23, [p.id for p in crowd[1:21]])


def test_reactions_at_the_same_time_are_all_counted_once(person):
    crowd = [person(f"m{i}") for i in range(8)]
    chat = http_api.make_group(*crowd)["id"]
    say(crowd[0], chat, "hello")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: [ok(react(one, chat, THUMB)) for _ in range(5)], crowd))
    (seen,) = reactions(crowd[0], chat)
    assert seen["count"] == 8 and sorted(seen["user_ids"]) == sorted(p.id for p in crowd)


def test_reactions_of_who_has_left_stay(trio):
    a, b, _, chat = trio
    ok(react(b, chat, THUMB))
    http_api.remove_member(b, chat, b)
    assert reactions(a, chat) == [{"emoji": THUMB, "count": 1, "user_ids": [b.id]}]
