"""The socket of a person: what it takes, what everybody hears of it, and how it ends."""
import concurrent.futures
import json

import http_api
import pytest
import ws_raw
from asq_process import AsqServer
from http_api import chat_path, ok, say
from person_client import PATH, PersonClient, assert_error


@pytest.fixture
def trio(person):
    people = [person(name) for name in "abc"]
    return *people, http_api.make_group(*people, name="trio")["id"]


def opened(port, *people):
    """A socket for each, told everything."""
    sockets = [PersonClient(port, one.token) for one in people]
    for socket in sockets:
        assert socket.until_live() == []
    return sockets


# commands and their events


def test_hello_says_where_it_begins_and_what_is_allowed(port, person):
    a = person()
    with PersonClient(port, a.token) as socket:
        welcome = socket.welcome
        assert (welcome["user_id"], welcome["resumed"]) == (a.id, False)
        assert welcome["version"] == http_api.Api(port).get("/chat/server").json["version"]
        assert welcome["ping_seconds"] == 25 and welcome["limits"]["commands_under_way"] == 64
        assert socket.event("live")["cursor"] == welcome["cursor"]


def test_a_message_is_answered_and_reaches_everybody_once(port, trio):
    a, b, c, chat = trio
    sockets = opened(port, a, a, b, c)
    sent = sockets[0].ask("send", chat_id=chat, text="Привет 👋", client_id="x")
    assert sent["duplicate"] is False
    for socket in sockets:
        event = socket.lasting("message")
        assert (event["chat_id"], event["message"]) == (chat, sent["message"])
    again = sockets[0].ask("send", chat_id=chat, text="Привет 👋", client_id="x")
    assert again["duplicate"] is True and again["message"]["seq"] == sent["message"]["seq"]
    answer = sockets[2].ask("send", chat_id=chat, text="reply", reply_to=1)["message"]
    for socket in sockets:
        assert socket.lasting("message")["message"] == answer, "nothing in between"
        socket.drop()


def test_what_becomes_of_a_message(port, trio):
    a, b, _, chat = trio
    first, second = opened(port, a, b)
    first.ask("send", chat_id=chat, text="hello")
    changed = [
        ("message_edited", first.ask("edit", chat_id=chat, seq=1, text="hello!")),
        ("reaction", second.ask("react", chat_id=chat, seq=1, emoji="👍")),
        ("reaction", second.ask("unreact", chat_id=chat, seq=1, emoji="👍")),
        ("message_deleted", first.ask("delete", chat_id=chat, seq=1)),
    ]
    assert [reply["type"] for _, reply in changed] == ["ok"] * 4
    assert changed[1][1]["message"]["reactions"][0]["user_ids"] == [b.id]
    assert changed[3][1]["message"]["deleted"] is True
    for socket in (first, second):
        socket.lasting("message")
        for kind, reply in changed:
            assert socket.lasting(kind)["message"]["seq"] == reply["message"]["seq"]
        socket.drop()


def test_read_answers_and_the_others_hear_of_it(port, trio):
    a, b, _, chat = trio
    first, second = opened(port, a, b)
    for text in ("one", "two"):
        say(a, chat, text)
    reply = second.ask("read", chat_id=chat, seq=1)
    assert (reply["read_seq"], reply["unread"]) == (1, 1)
    while (event := first.skip_to("read"))["user_id"] != b.id:
        pass  # a's own sends have moved a's marker
    assert (event["chat_id"], event["seq"]) == (chat, 1)
    assert second.ask("read", chat_id=chat, seq=0)["read_seq"] == 1, "never back"
    assert assert_error(second.fail("read", chat_id=chat, seq=3), "invalid")


def test_typing_and_presence_pass_by(port, trio):
    a, b, _, chat = trio
    first, second = opened(port, a, b)
    say(a, chat, "hello")
    for socket in (first, second):
        socket.lasting("message")  # nothing older is still on its way
    reply = first.ask("watch", user_ids=[b.id])
    assert [(one["user_id"], one["state"]) for one in reply["presence"]] == [(b.id, "online")]
    second.say("typing", chat_id=chat)
    assert first.skip_to("typing") == {"type": "typing", "chat_id": chat, "user_id": b.id}
    second.drop()
    gone = first.skip_to("presence")
    assert (gone["user_id"], gone["state"]) == (b.id, "offline")
    assert first.ask("unwatch", user_ids=[b.id])["type"] == "ok"


def test_who_is_on_the_socket_of_a_chat_is_there_too(port, trio):
    a, b, _, chat = trio
    with PersonClient(port, a.token) as socket:
        with ws_raw.open_chat(port, chat, b.token):
            assert [one["state"] for one in socket.ask("watch", user_ids=[b.id])["presence"]] == [
                "online"
            ]
        gone = socket.skip_to("presence")
        assert (gone["user_id"], gone["state"]) == (b.id, "offline") and gone["last_seen"]


# how it begins and ends


def test_hello_comes_first_and_once(port, person):
    with PersonClient(port, person().token, hello=False) as socket:
        assert_error(socket.fail("watch", user_ids=[]), "hello_first")
        assert socket.ask("hello")["type"] == "hello"
        error = assert_error(socket.fail("hello"), "invalid")
        assert [fault["field"] for fault in error["errors"]] == ["type"]


def test_a_token_can_be_refreshed_on_the_open_socket(port, person):
    a, b = person("a"), person("b")
    with PersonClient(port, a.token) as socket:
        token = http_api.log_in(port, a.email)["access_token"]
        assert socket.ask("refresh", token=token)["expires_in"] > 0
        ok(a.api.post("/chat/logout"), 204)  # of the first session
        assert socket.ask("watch", user_ids=[])["type"] == "ok", "it belongs to the second now"
        assert_error(socket.fail("refresh", token=b.token), "not_yourself")


def test_the_end_of_the_session_closes_with_4401(port, person):
    a = person()
    (socket,) = opened(port, a)
    ok(a.api.post("/chat/logout"), 204)
    assert socket.close_code() == 4401


def test_a_stop_answers_what_is_under_way_and_closes_with_1012():
    with AsqServer() as server:
        a = http_api.register(server.port)
        chat = http_api.make_group(a)["id"]
        (socket,) = opened(server.port, a)
        numbers = [socket.say("send", chat_id=chat, text=f"m{i}") for i in range(20)]
        assert socket.reply(numbers[0])["type"] == "sent"
        server.stop()
        assert socket.close_code() == 1012
        answered = {number for number, _ in socket.replies_come()} | {numbers[0]}
        server.start()
        a.api = http_api.Api(server.port, a.token)
        stored = ok(a.api.get(chat_path(chat, "/messages?after=0&limit=200")))["messages"]
        assert len(stored) == len(answered)


@pytest.mark.parametrize("token", [None, "x", "a.b.c"])
def test_without_a_token_there_is_no_upgrade(port, token):
    path = PATH if token is None else f"{PATH}?token={token}"
    with pytest.raises(ws_raw.Refused) as refused:
        ws_raw.RawWebSocket(port, path)
    assert refused.value.status == 401


# exactly once


def test_one_client_id_over_every_way_in_at_once_is_one_message(port, trio):
    a, b, _, chat = trio
    listener = opened(port, b)[0]

    def by_rest(headers=None, **fields):
        response = a.api.post(
            chat_path(chat, "/messages"), {"text": "once", **fields}, headers=headers or {}
        )
        assert response.status in (200, 201), response
        return response.json["id"]

    def by_person_socket():
        with PersonClient(port, a.token) as socket:
            return socket.ask("send", chat_id=chat, text="once", client_id="k")["message"]["id"]

    def by_chat_socket():
        with ws_raw.open_chat(port, chat, a.token) as ws:
            ws.send_json({"text": "once", "client_id": "k"})
            return ws.receive_json()["id"]

    ways = [
        lambda: by_rest(client_id="k"),
        lambda: by_rest(headers={"Idempotency-Key": "k"}),
        by_person_socket,
        by_chat_socket,
    ] * 4
    with concurrent.futures.ThreadPoolExecutor(len(ways)) as pool:
        ids = {future.result() for future in [pool.submit(way) for way in ways]}
    assert len(ids) == 1
    assert listener.lasting("message")["message"]["id"] in ids
    assert [e for e in listener.pending() if e["type"] == "message"] == []


def test_what_is_said_is_one_frame_of_json(port, person):
    with PersonClient(port, person().token) as socket:
        socket.say_raw(json.dumps({"id": "й", "type": "watch", "user_ids": []}))
        assert socket.reply("й")["presence"] == []
