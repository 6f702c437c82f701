"""The socket of a person: bad input has its code, and closes nothing."""
import http_api
import pytest
from person_client import PersonClient, assert_error, bad_fields


@pytest.fixture
def socket(port, pair):
    """Of a, told everything; good to the end of the case."""
    with PersonClient(port, pair[0].token) as opened:
        opened.until_live()
        yield opened
        assert opened.ask("watch", user_ids=[])["type"] == "ok", "still open"


@pytest.mark.parametrize("text", ["", "{", "nonsense", '{"id":1,"id":2,"type":"hello"}', "[" * 40])
def test_what_is_no_json(socket, text):
    socket.say_raw(text)
    error = assert_error(socket.event("error"), "malformed_json")
    assert error["retryable"] is False


@pytest.mark.parametrize("text", ["[]", "7", '"hello"', "null", "{}"])
def test_json_of_the_wrong_shape(socket, text):
    socket.say_raw(text)
    assert_error(socket.event("error"), "invalid")


def test_an_unknown_command_and_a_bad_id(socket):
    assert_error(socket.fail("sing"), "unknown_command")
    socket.say_raw('{"type":"watch","user_ids":[]}')
    assert bad_fields(socket.event("error")) == ["id"]
    for number in ("1.5", "true", "{}", "9007199254740992", '"' + "x" * 65 + '"'):
        socket.say_raw('{"id":' + number + ',"type":"watch","user_ids":[]}')
        assert bad_fields(socket.event("error")) == ["id"], number


def test_every_bad_field_is_named(socket):
    reply = socket.fail("send", chat_id=-1, text="", client_id="", reply_to="x")
    assert bad_fields(reply) == ["chat_id", "client_id", "reply_to", "text"]
    assert bad_fields(socket.fail("react", chat_id="1", seq=0, emoji="ab")) == [
        "chat_id",
        "emoji",
        "seq",
    ]


def test_a_client_id_with_other_text(socket, pair, port):
    _, b, chat = pair
    first = socket.ask("send", chat_id=chat, text="one", client_id="c")["message"]
    assert_error(socket.fail("send", chat_id=chat, text="two", client_id="c"), "client_id_reused")
    with PersonClient(port, b.token) as other:
        his = other.ask("send", chat_id=chat, text="two", client_id="c")
        assert his["duplicate"] is False and his["message"]["id"] != first["id"]
    direct = http_api.make_direct(pair[0], b)["id"]
    assert socket.ask("send", chat_id=direct, text="two", client_id="c")["duplicate"] is False


def test_chats_of_others_are_like_none(socket, person, pair):
    foreign = http_api.make_group(person("c"))["id"]
    for chat in (foreign, 10**9):
        for kind, fields in {
            "send": {"text": "x"},
            "edit": {"seq": 1, "text": "x"},
            "delete": {"seq": 1},
            "react": {"seq": 1, "emoji": "👍"},
            "read": {"seq": 0},
            "typing": {},
        }.items():
            assert_error(socket.fail(kind, chat_id=chat, **fields), "chat_not_found")
