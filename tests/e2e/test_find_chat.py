"""find-chat: NFKC_Casefold, best match first, newest activity on a tie (api.md)."""
import urllib.parse

import http_api
import pytest
from http_api import assert_problem


def find(person, name, **more):
    return person.api.post("/chat/find-chat", {"name": name, **more})


def found(person, name):
    response = find(person, name)
    assert response.status == 200, response
    return response.json["name"]


@pytest.fixture
def finder(person):
    return person("finder")


def groups(owner, *names):
    return [http_api.make_group(owner, name=name)["id"] for name in names]


@pytest.mark.parametrize(
    "name,query",
    [
        ("Макс", "МАКС"),
        ("МАКС и Ко", "макс"),
        ("Straße", "STRASSE"),
        ("ﬁne", "FINE"),
        ("Ⅳ квартал", "iv КВАРТАЛ"),
        ("ＡＢＣ", "abc"),
        ("Ёлка", "ёлка"),
        ("Ёлка", "е\u0308лка"),
        ("e\u0301t\u00e9", "\u00e9te\u0301"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("漢字", "漢字"),
        ("team chat", "TEAM CHAT"),
        ("a\u00adb", "ab"),
        ("😀 party", "😀"),
    ],
)
def test_names_are_compared_by_nfkc_casefold(finder, name, query):
    groups(finder, name)
    assert found(finder, query) == name


def test_exact_then_prefix_then_word_then_substring(finder):
    for name in ("xxmaksxx", "the maks", "maks & co", "Maks"):
        groups(finder, name)
    assert found(finder, "maks") == "Maks"


@pytest.mark.parametrize(
    "names,best",
    [
        (["maks", "maks & co", "the maks", "xmaks"], "maks"),
        (["maks & co", "the maks", "xmaks"], "maks & co"),
        (["the maks", "xmaks"], "the maks"),
        (["xmaks"], "xmaks"),
    ],
)
def test_the_better_match_wins_whatever_is_newer(finder, names, best):
    for name in names:
        (chat,) = groups(finder, name)
        http_api.send(finder, chat, "newer and newer")
    assert found(finder, "MAKS") == best


@pytest.mark.parametrize(
    "name,is_word", [("Наш Макс", True), ("за-макс", True), ("демакс", False), ("can't maks", True)]
)
def test_a_word_is_a_word_of_uax_29(finder, name, is_word):
    groups(finder, "x" + "макс" + " in the middle", name)
    http_api.send(finder, groups(finder, "yмакс")[0], "the newest of the substrings")
    query = "maks" if "maks" in name else "макс"
    assert found(finder, query) == (name if is_word or query == "maks" else "yмакс")


def test_a_tie_goes_to_the_newest_activity(finder):
    first, second = groups(finder, "same", "same")
    assert find(finder, "same").json["id"] == second
    http_api.send(finder, first, "now newer")
    assert find(finder, "same").json["id"] == first
    (third,) = groups(finder, "same")
    assert (
        find(finder, "same").json["id"] == third
    ), "a chat without messages is as old as its creation"


def test_a_direct_chat_is_found_by_the_other_persons_name(finder, person):
    dima = person("Дима")
    chat = http_api.make_direct(finder, dima)
    assert chat["name"] == "Дима"
    assert find(finder, "дим").json["id"] == chat["id"]
    assert find(dima, "FIND").json["id"] == chat["id"]
    assert find(dima, "дима").status == 404, "one's own name is not the chat's"


def test_only_ones_own_chats_are_found(finder, stranger):
    name = http_api.unique("secret plans")
    groups(finder, name)
    assert_problem(find(stranger, name), 404, "chat_not_found")


def test_what_nobody_is_called_is_404(finder):
    groups(finder, "something")
    for query in ("nothing like it", "%", "_", "*", ".", "somethingg"):
        assert_problem(find(finder, query), 404, "chat_not_found")


@pytest.mark.parametrize("nothing", ["\u200b", "\u00ad\u2060"])
def test_what_folds_to_nothing_finds_nothing(finder, nothing):
    """It matched every name."""
    http_api.make_group(finder, name="anything")
    assert_problem(find(finder, nothing), 404, "chat_not_found")
    listed = finder.api.get(f"/chat/chats?query={urllib.parse.quote(nothing)}").json
    assert listed == {"chats": [], "next_cursor": None}


def test_the_callers_id_may_be_given_under_either_name(finder):
    groups(finder, "mine")
    assert find(finder, "mine", id=finder.id).status == 200
    assert find(finder, "mine", user_id=finder.id).status == 200


@pytest.mark.parametrize("query", ["x" * 128, "😀" * 128])
def test_a_name_of_128_characters_is_taken(finder, query):
    assert find(finder, query).status == 404


@pytest.mark.parametrize("query", ["", "x" * 129])
def test_a_name_of_another_length_is_422(finder, query):
    assert http_api.bad_fields(find(finder, query)) == ["name"]
