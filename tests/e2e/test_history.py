"""Both histories: pages by offset from the newest, in reading order (api.md)."""
import http_api
import pytest
import ws_raw

TOTAL = 230


@pytest.fixture(scope="module")
def chat(port, anna, boris):
    """230 messages, numbered by their text."""
    chat = http_api.make_group(anna, boris, name="history")["id"]
    with ws_raw.open_chat(port, chat, anna.token) as ws:
        for index in range(1, TOTAL + 1):
            ws.send_json({"text": f"m-{index}"})
        for index in range(TOTAL):
            ws.receive_json()
    return chat


def page(person, chat, query="", route="history"):
    response = person.api.get(f"/chat/{route}/{chat}{query}")
    assert response.status == 200, response
    return response.json


def seqs(*args, **kwargs):
    return [message["seq"] for message in page(*args, **kwargs)]


ROUTES = pytest.mark.parametrize("route", ["history", "group-history"])


@ROUTES
def test_the_default_page_is_the_newest_50_oldest_first(boris, chat, route):
    messages = page(boris, chat, route=route)
    assert [message["seq"] for message in messages] == list(range(TOTAL - 49, TOTAL + 1))
    assert [message["text"] for message in messages] == [
        f"m-{seq}" for seq in range(TOTAL - 49, TOTAL + 1)
    ]


@ROUTES
@pytest.mark.parametrize("offset", [0, 1, 49, 50, 180, 181, 220, 229])
@pytest.mark.parametrize("limit", [1, 7, 50, 200])
def test_a_page_is_arithmetic_on_seq(boris, chat, route, offset, limit):
    newest = TOTAL - offset
    expected = list(range(max(1, newest - limit + 1), newest + 1))
    assert seqs(boris, chat, f"?limit={limit}&offset={offset}", route) == expected
    assert seqs(boris, chat, f"?limit={limit}&offset={offset}&order=desc", route) == expected[::-1]


@ROUTES
@pytest.mark.parametrize("offset", [TOTAL, TOTAL + 1, 10**6, 2**53 - 1])
def test_a_page_beyond_the_oldest_is_empty(boris, chat, route, offset):
    assert seqs(boris, chat, f"?offset={offset}", route) == []


def test_asc_is_the_default_order(boris, chat):
    assert seqs(boris, chat, "?order=asc&limit=5") == seqs(boris, chat, "?limit=5")


def test_pages_put_together_are_the_whole_chat_without_gap_or_repeat(boris, chat):
    whole = []
    for offset in range(0, TOTAL + 50, 50):
        whole = seqs(boris, chat, f"?limit=50&offset={offset}") + whole
    assert whole == list(range(1, TOTAL + 1))


def test_an_empty_chat_has_an_empty_history(anna, boris):
    chat = http_api.make_group(anna, boris)["id"]
    assert page(anna, chat) == [] and page(anna, chat, route="group-history") == []


def test_ids_are_unique_and_timestamps_never_go_back(anna, chat):
    messages = page(anna, chat, "?limit=200")
    assert len({message["id"] for message in messages}) == len(messages)
    stamps = [message["timestamp"] for message in messages]
    assert stamps == sorted(stamps) and all(http_api.TIMESTAMP.match(stamp) for stamp in stamps)


def test_history_is_for_any_kind_of_chat(anna, boris):
    direct = http_api.make_direct(anna, boris)["id"]
    assert isinstance(page(anna, direct), list)


def test_a_new_member_may_read_the_whole_history(anna, chat, person):
    late = person("late")
    assert (
        anna.api.post("/chat/group/add-user", {"group_id": chat, "second_email": late.email}).status
        == 200
    )
    assert seqs(late, chat, "?limit=200&offset=200") == list(range(1, 31))


def test_live_and_history_show_the_same_message(port, anna, boris, chat):
    with ws_raw.open_chat(port, chat, boris.token, since_seq=TOTAL) as ws:
        posted = http_api.send(anna, chat, "the same", client_id="same-1")
        live = ws.receive_json()
    stored = page(boris, chat, "?limit=1")[0]
    assert posted == live == stored


def test_the_chat_list_counts_what_is_unread(anna, boris, person):
    chat = http_api.make_group(anna, boris, name="unread")["id"]
    for index in range(3):
        http_api.send(anna, chat, f"{index}")
    mine = next(c for c in anna.api.get("/chat/chats").json["chats"] if c["id"] == chat)
    other = next(c for c in boris.api.get("/chat/chats").json["chats"] if c["id"] == chat)
    assert (mine["last_seq"], mine["read_seq"], mine["unread"]) == (3, 3, 0)
    assert (other["last_seq"], other["read_seq"], other["unread"]) == (3, 0, 3)
    assert other["last_message"]["text"] == "2"
    page(boris, chat)
    again = next(c for c in boris.api.get("/chat/chats").json["chats"] if c["id"] == chat)
    assert again["unread"] == 3, "reading a page is not marking as read"
