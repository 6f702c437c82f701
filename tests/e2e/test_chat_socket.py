"""The socket of one chat (realtime.md): every message once and in order, from every door."""
import time

import asq_process
import http_api
import pytest
import ws_raw
from http_api import TIMESTAMP


@pytest.fixture
def chat(anna, boris):
    return http_api.make_group(anna, boris, name="sockets")["id"]


def sockets(port, chat, *people, **query):
    return [ws_raw.open_chat(port, chat, person.token, **query) for person in people]


def test_a_message_is_a_plain_message_object(port, anna, boris, chat):
    mine, other = sockets(port, chat, anna, boris)
    mine.send_json({"chat_id": chat, "sender_id": anna.id, "text": "Hello!"})
    for ws in (mine, other):
        message = ws.receive_json()
        assert {"id", "chat_id", "seq", "sender_id", "text", "timestamp", "read"} <= set(message)
        assert (message["chat_id"], message["sender_id"], message["text"], message["seq"]) == (
            chat,
            anna.id,
            "Hello!",
            1,
        )
        assert TIMESTAMP.match(message["timestamp"]) and message["read"] is False
        assert "duplicate" not in message and "client_id" not in message


def test_every_door_reaches_every_socket_in_one_order(port, anna, boris, chat):
    everybody = sockets(port, chat, anna, anna, boris, boris)
    expected = []
    for index in range(20):
        text = f"m-{index}"
        if index % 2:
            http_api.send(boris if index % 4 == 1 else anna, chat, text)
        else:
            everybody[index % 4].send_json({"text": text})
        expected.append(text)
        assert everybody[0].receive_json()["text"] == text
    for ws in everybody[1:]:
        received = [ws.receive_json() for _ in expected]
        assert [message["text"] for message in received] == expected
        assert [message["seq"] for message in received] == list(range(1, 21))
    assert [m["text"] for m in anna.api.get(f"/chat/history/{chat}").json] == expected


def test_a_direct_chat_delivers_to_both(port, anna, boris):
    direct = http_api.make_direct(anna, boris)["id"]
    mine, other = sockets(port, direct, anna, boris)
    other.send_json({"text": "direct"})
    assert mine.receive_json()["sender_id"] == other.receive_json()["sender_id"] == boris.id


def test_a_socket_hears_only_its_own_chat(port, anna, boris, chat):
    other_chat = http_api.make_group(anna, boris)["id"]
    (here,) = sockets(port, chat, boris)
    http_api.send(anna, other_chat, "elsewhere")
    http_api.send(anna, chat, "here")
    assert here.receive_json()["text"] == "here"


def test_someone_added_later_hears_what_follows(port, anna, boris, stranger):
    chat = http_api.make_group(anna, boris)["id"]
    with pytest.raises(ws_raw.Refused):
        ws_raw.open_chat(port, chat, stranger.token)
    assert (
        anna.api.post(
            "/chat/group/add-user", {"group_id": chat, "second_email": stranger.email}
        ).status
        == 200
    )
    (added,) = sockets(port, chat, stranger)
    http_api.send(anna, chat, "welcome")
    assert added.receive_json()["text"] == "welcome"


BAD = [
    ('', "malformed_json"),
    ("hello", "malformed_json"),
    ("{", "malformed_json"),
    ('{"text":"a","text":"b"}', "malformed_json"),
    ("[]", "invalid"),
    ("7", "invalid"),
    ("{}", "invalid"),
    ('{"text":7}', "invalid"),
    ('{"text":""}', "invalid"),
    ('{"text":"x","chat_id":"1"}', "invalid"),
    ('{"text":"x","sender_id":0}', "invalid"),
    ('{"text":null}', "invalid"),
    ('{"text":"x","client_id":""}', "invalid"),
    ('{"text":"x","sender_id":1.5}', "invalid"),
]


@pytest.mark.parametrize("text,code", BAD, ids=[text or "empty" for text, _ in BAD])
def test_a_bad_message_is_an_error_and_the_socket_stays_open(port, anna, chat, text, code):
    (ws,) = sockets(port, chat, anna)
    ws.send_text(text)
    error = ws.receive_json()
    assert error["code"] == code and isinstance(error["error"], str) and error["error"]
    assert set(error) <= {
        "error",
        "code",
        "client_id",
        "errors",
        "request_id",
        "retryable",
        "retry_after",
    }
    ws.send_json({"text": "good"})
    assert ws.receive_json()["seq"] == 1


def test_every_bad_field_of_a_message_is_named(port, anna, chat):
    (ws,) = sockets(port, chat, anna)
    ws.send_json({"chat_id": "x", "sender_id": -1, "text": 5, "client_id": []})
    error = ws.receive_json()
    assert sorted(entry["field"] for entry in error["errors"]) == [
        "chat_id",
        "client_id",
        "sender_id",
        "text",
    ]


def test_another_sender_and_another_chat_are_refused(port, anna, boris, chat):
    (ws,) = sockets(port, chat, anna)
    ws.send_json({"sender_id": boris.id, "text": "x", "client_id": "c-9"})
    error = ws.receive_json()
    assert (error["code"], error["client_id"]) == ("not_yourself", "c-9")
    ws.send_json({"chat_id": chat + 1000, "text": "x"})
    error = ws.receive_json()
    assert (error["code"], [one["field"] for one in error["errors"]]) == ("invalid", ["chat_id"])
    ws.send_json({"text": "good"})
    assert ws.receive_json()["seq"] == 1


# since_seq


def test_since_seq_delivers_what_was_missed_and_goes_on_live(port, anna, boris, chat):
    for index in range(10):
        http_api.send(anna, chat, f"m-{index}")
    for since in (0, 4, 9, 10):
        (ws,) = sockets(port, chat, boris, since_seq=since)
        live = http_api.send(anna, chat, "live")["seq"]
        assert [ws.receive_json()["seq"] for _ in range(live - since)] == list(
            range(since + 1, live + 1)
        )
        ws.drop()


def test_without_since_seq_only_what_follows_is_delivered(port, anna, boris, chat):
    http_api.send(anna, chat, "before")
    (ws,) = sockets(port, chat, boris)
    http_api.send(anna, chat, "after")
    assert ws.receive_json()["text"] == "after"


def test_since_seq_over_many_pages_while_messages_arrive(port, anna, boris, chat):
    with ws_raw.open_chat(port, chat, anna.token) as sender:
        for index in range(1500):
            sender.send_json({"text": f"m-{index}" + "x" * 600})
        for index in range(1500):
            assert sender.receive_json()["seq"] == index + 1
        (reader,) = sockets(port, chat, boris, since_seq=0)
        for index in range(500):
            sender.send_json({"text": "live"})
        assert [reader.receive_json()["seq"] for _ in range(2000)] == list(range(1, 2001))


@pytest.mark.parametrize(
    "value", ["-1", "x", "1.5", "", "9007199254740992", "99999999999999999999", "%20"]
)
def test_a_since_seq_that_is_none_is_422(port, anna, chat, value):
    with pytest.raises(ws_raw.Refused) as refused:
        ws_raw.open_chat(port, chat, anna.token, since_seq=value)
    assert refused.value.status == 422
    assert [entry["field"] for entry in refused.value.json["errors"]] == ["since_seq"]


def test_a_since_seq_beyond_the_last_is_409(port, anna, chat):
    http_api.send(anna, chat, "one")
    with pytest.raises(ws_raw.Refused) as refused:
        ws_raw.open_chat(port, chat, anna.token, since_seq=2)
    assert (refused.value.status, refused.value.json["code"]) == (409, "seq_from_future")


# ends


def test_logout_closes_the_sockets_of_its_session_with_4401_within_a_second(port, person, anna):
    leaver = person("leaver")
    chat = http_api.make_group(anna, leaver)["id"]
    second = http_api.log_in(port, leaver.email)["access_token"]
    ended, other_session = (ws_raw.open_chat(port, chat, token) for token in (leaver.token, second))
    assert leaver.api.post("/chat/logout").status == 204
    acknowledged = time.monotonic()
    http_api.send(anna, chat, "after the logout")
    frame = ended.receive_frame()
    assert frame.opcode == ws_raw.CLOSE and frame.close_code == 4401, frame
    assert time.monotonic() - acknowledged < 1
    assert other_session.receive_json()["text"] == "after the logout"


def test_a_changed_password_closes_the_other_sessions_sockets(port, person, anna):
    changer = person("changer")
    chat = http_api.make_group(anna, changer)["id"]
    second = http_api.log_in(port, changer.email)["access_token"]
    kept, ended = (ws_raw.open_chat(port, chat, token) for token in (changer.token, second))
    body = {"password": "another", "current_password": "secret"}
    assert changer.api.patch("/chat/me", body).status == 200
    ended.expect_close(4401)
    kept.send_json({"text": "still in"})
    assert kept.receive_json()["text"] == "still in"


def test_an_ended_session_and_a_disabled_account_close_their_sockets(server, port, person, anna):
    user = person("to be ended")
    chat = http_api.make_group(anna, user)["id"]
    other = http_api.log_in(port, user.email)["access_token"]
    mine, others = (ws_raw.open_chat(port, chat, token) for token in (user.token, other))
    sessions = user.api.get("/chat/sessions").json["sessions"]
    ended = next(session["id"] for session in sessions if not session["current"])
    assert user.api.delete(f"/chat/sessions/{ended}").status == 204
    others.expect_close(4401)
    disabled = asq_process.run_asq("user", "disable", user.email, "--data", server.data)
    assert disabled.returncode == 0
    mine.expect_close(4401)


def test_shutdown_closes_with_1012_and_the_socket_comes_back_where_it_was(
    server, port, anna, boris, chat
):
    mine, other = sockets(port, chat, anna, boris)
    mine.send_json({"text": "before"})
    last = other.receive_json()["seq"]
    assert server.stop() == 0
    for ws in (mine, other):
        assert ws.receive_close() == 1012
    server.start()
    http_api.send(anna, chat, "after")
    (again,) = sockets(port, chat, boris, since_seq=last)
    assert again.receive_json()["text"] == "after"


def test_someone_who_just_vanished_harms_nobody(port, anna, boris, chat):
    for _ in range(20):
        (ws,) = sockets(port, chat, boris)
        ws.drop()
    (stays,) = sockets(port, chat, boris)
    http_api.send(anna, chat, "still here")
    assert stays.receive_json()["text"] == "still here"
