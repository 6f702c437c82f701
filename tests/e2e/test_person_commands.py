"""The socket of a person: many commands under way, their ids, and what comes before hello."""
import itertools
import json
import random
import select

import history
import http_api
import pytest
import ws_raw
from person_client import PersonClient, assert_error, bad_fields


@pytest.fixture
def socket(port, pair):
    """Of a, told everything; good to the end of the case, and each answer was asked for."""
    with PersonClient(port, pair[0].token) as opened:
        assert opened.until_live() == []
        yield opened
        opened.pending()
        assert opened.replies_come() == []


def say_at_once(socket, *commands):
    """In one segment: the server reads the last before the first can be answered."""
    frames = [ws_raw.encode_frame(ws_raw.TEXT, json.dumps(command)) for command in commands]
    socket.ws.send_bytes(b"".join(frames))


# many


def test_a_thousand_commands_at_once_are_each_answered_once(socket, pair):
    a, _, chat = pair
    numbers = [socket.say("send", chat_id=chat, text=f"m{i}") for i in range(1000)]
    seqs = {number: socket.reply(number)["message"]["seq"] for number in numbers}
    assert list(seqs.values()) == list(range(1, 1001)), "what comes first is stored first"
    heard = [socket.lasting("message")["message"] for _ in numbers]
    assert [message["seq"] for message in heard] == list(range(1, 1001))
    assert [message["text"] for message in heard] == [f"m{i}" for i in range(1000)]
    assert [m["text"] for m in history.whole(a.api, chat)] == [f"m{i}" for i in range(1000)]


def test_a_thousand_of_all_kinds_good_and_bad_are_each_answered_once(socket, pair):
    _, b, chat = pair
    socket.ask("send", chat_id=chat, text="the first")
    kinds = {
        "send": ({"chat_id": chat, "text": "x"}, "sent"),
        "edit": ({"chat_id": chat, "seq": 1, "text": "edited"}, "ok"),
        "react": ({"chat_id": chat, "seq": 1, "emoji": "👍"}, "ok"),
        "unreact": ({"chat_id": chat, "seq": 1, "emoji": "👍"}, "ok"),
        "read": ({"chat_id": chat, "seq": 1}, "ok"),
        "watch": ({"user_ids": [b.id]}, "ok"),
        "unwatch": ({"user_ids": [b.id]}, "ok"),
        "delete": ({"chat_id": chat, "seq": 2**53 - 1}, "error"),
        "refresh": ({"token": "x"}, "error"),
        "sing": ({}, "error"),
        "hello": ({}, "error"),
    }
    chance = random.Random(7)
    said = {}
    for i in range(1000):
        kind = chance.choice(list(kinds))
        fields, expected = kinds[kind]
        said[socket.say(kind, id=chance.choice((i + 10, f"{i}")), **fields)] = expected
    assert {number: socket.raw_reply(number)["type"] for number in said} == said


def test_who_reads_no_answers_is_not_read_and_loses_none(socket, pair):
    """Commands go in until the kernel takes no more; then all of them are answered, each once."""
    chat = pair[2]
    text = "x" * 4000
    ids = itertools.count(1)
    said = []
    while select.select([], [socket.ws.socket], [], 0)[1]:
        said.append(socket.say("send", id=next(ids), chat_id=chat, text=text))
        assert len(said) < 100_000, "read without an end, though no answer is"
    assert len(said) > 64
    seqs = [socket.reply(number)["message"]["seq"] for number in said]
    assert seqs == list(range(1, len(said) + 1))
    assert [socket.lasting("message")["message"]["seq"] for _ in said] == seqs


# ids


def test_an_id_that_is_under_way_is_refused_and_free_once_it_is_answered(socket, pair):
    chat = pair[2]
    say_at_once(
        socket,
        {"id": 5, "type": "send", "chat_id": chat, "text": "first"},
        {"id": 5, "type": "send", "chat_id": chat, "text": "second"},
        {"id": "5", "type": "send", "chat_id": chat, "text": "another id"},
    )
    refused, sent = socket.raw_reply(5), socket.raw_reply(5)
    assert bad_fields(refused) == ["id"]
    assert sent["message"]["text"] == "first"
    assert socket.reply("5")["message"]["text"] == "another id"
    again = socket.ask("send", id=5, chat_id=chat, text="third")["message"]
    texts = [socket.lasting("message")["message"]["text"] for _ in range(3)]
    assert again["seq"] == 3 and texts == ["first", "another id", "third"]


def test_a_doubled_id_is_named_beside_the_other_faults(socket, pair):
    chat = pair[2]
    say_at_once(
        socket,
        {"id": "x", "type": "send", "chat_id": chat, "text": "first"},
        {"id": "x", "type": "send", "chat_id": 0, "text": ""},
        {"id": "x", "type": "typing", "chat_id": 0},
    )
    assert bad_fields(socket.raw_reply("x")) == ["chat_id", "id", "text"]
    assert bad_fields(socket.raw_reply("x")) == ["chat_id", "id"]
    assert socket.reply("x")["message"]["text"] == "first"


@pytest.mark.parametrize(
    "id", [0, -1, 2**53 - 1, 1 - 2**53, "", " ", "x" * 64, "👍" * 64, '\n"\\']
)
def test_an_id_comes_back_as_it_was(socket, id):
    socket.say_raw(json.dumps({"id": id, "type": "watch", "user_ids": []}))
    assert socket.reply(id)["type"] == "ok"


@pytest.mark.parametrize(
    "command", [{"type": "watch", "user_ids": []}, {"type": "send"}, {"type": "hello"}, {}]
)
@pytest.mark.parametrize("id", [{}, {"id": None}], ids=["absent", "null"])
def test_a_command_without_an_id_is_answered_without_one(socket, command, id):
    socket.say_raw(json.dumps({**command, **id}))
    assert "id" in bad_fields(socket.skip_to("error"))


# before hello, and hello


def test_before_hello_nothing_is_carried_out(port, pair):
    a, _, chat = pair
    with PersonClient(port, a.token, hello=False) as socket:
        for kind, fields in {
            "send": {"chat_id": chat, "text": "x"},
            "read": {"chat_id": chat, "seq": 0},
            "watch": {"user_ids": []},
            "refresh": {"token": a.token},
            "sing": {},
        }.items():
            assert_error(socket.fail(kind, **fields), "hello_first")
        socket.say_raw('{"type":"typing","chat_id":' + f"{chat}" + "}")
        assert_error(socket.skip_to("error"), "hello_first")
        socket.say_raw("{")
        assert_error(socket.skip_to("error"), "malformed_json")
        assert socket.ask("hello")["type"] == "hello"
        assert socket.until_live() == []
        assert socket.ask("send", chat_id=chat, text="x")["message"]["seq"] == 1


def test_commands_right_behind_hello_are_carried_out(port, pair):
    a, _, chat = pair
    with PersonClient(port, a.token, hello=False) as socket:
        say_at_once(
            socket,
            {"id": 1, "type": "hello"},
            {"id": 2, "type": "send", "chat_id": chat, "text": "x"},
            {"id": 3, "type": "hello"},
        )
        assert socket.reply(1)["resumed"] is False
        assert socket.reply(2)["message"] == socket.lasting("message")["message"]
        assert bad_fields(socket.raw_reply(3)) == ["type"]
