"""One message per chat, sender and client_id, however often and over whatever way in it is
retried (api.md, "Exactly once").
"""
import concurrent.futures

import http_api
import pytest
import ws_raw
from asq_process import AsqServer
from http_api import assert_problem, bad_fields
from person_client import PersonClient


@pytest.fixture
def chat(anna, boris):
    return http_api.make_group(anna, boris, name="once")["id"]


def post(person, chat, text, client_id=None, headers=None, **more):
    body = {"chat_id": chat, "text": text, **more}
    if client_id is not None:
        body["client_id"] = client_id
    return person.api.post("/chat/group-message", body, headers=headers)


def say(person, chat, text, client_id=None, headers=None, **more):
    """The canonical send."""
    body = {"text": text, **more}
    if client_id is not None:
        body["client_id"] = client_id
    return person.api.post(http_api.chat_path(chat, "/messages"), body, headers=headers)


def texts(person, chat):
    return [message["text"] for message in person.api.get(f"/chat/history/{chat}?limit=200").json]


def test_the_first_send_is_201_the_repeat_200_with_the_same_message(anna, chat):
    first, again = post(anna, chat, "hello", "c-1"), post(anna, chat, "hello", "c-1")
    assert (first.status, again.status) == (201, 200)
    assert "duplicate" not in first.json and again.json["duplicate"] is True
    assert {
        key: again.json[key] for key in ("id", "seq", "text", "timestamp", "client_id", "sender_id")
    } == {
        key: first.json[key] for key in ("id", "seq", "text", "timestamp", "client_id", "sender_id")
    }
    assert texts(anna, chat) == ["hello"]


def test_another_content_under_a_client_id_is_409(anna, chat):
    post(anna, chat, "hello", "c-1")
    assert_problem(post(anna, chat, "other", "c-1"), 409, "client_id_reused")
    assert_problem(post(anna, chat, "hello ", "c-1"), 409, "client_id_reused")
    assert texts(anna, chat) == ["hello"]


def test_the_same_text_without_a_client_id_is_two_messages(anna, chat):
    assert [post(anna, chat, "hello").json["seq"] for _ in range(2)] == [1, 2]


def test_client_ids_are_exact(anna, chat):
    for client_id in ("a", "A", "a ", "а", "a\u0301", "\u00e1"):
        assert post(anna, chat, client_id, client_id).status == 201


def test_a_client_id_belongs_to_its_sender_and_chat(anna, boris, chat):
    other = http_api.make_group(anna, boris)["id"]
    assert post(anna, chat, "one", "c").status == 201
    assert post(boris, chat, "two", "c").status == 201
    assert post(anna, other, "three", "c").status == 201


def test_the_idempotency_key_means_the_same(anna, chat):
    first = post(anna, chat, "hello", headers={"Idempotency-Key": "k-1"})
    assert first.status == 201 and first.json["client_id"] == "k-1"
    assert post(anna, chat, "hello", headers={"Idempotency-Key": "k-1"}).status == 200
    assert post(anna, chat, "hello", "k-1").json["id"] == first.json["id"]
    assert post(anna, chat, "hello", "k-1", headers={"Idempotency-Key": "k-1"}).status == 200


def test_a_client_id_and_another_idempotency_key_are_422(anna, chat):
    response = post(anna, chat, "hello", "c-1", headers={"Idempotency-Key": "c-2"})
    assert_problem(response, 422, "invalid")
    assert texts(anna, chat) == []


@pytest.mark.parametrize("key", ["", "x" * 65])
def test_a_bad_idempotency_key_is_422(anna, chat, key):
    assert_problem(post(anna, chat, "hello", headers={"Idempotency-Key": key}), 422, "invalid")


def test_rest_and_socket_share_their_client_ids(port, anna, chat):
    with ws_raw.open_chat(port, chat, anna.token) as ws:
        ws.send_json({"text": "hello", "client_id": "c-1"})
        first = ws.receive_json()
        assert post(anna, chat, "hello", "c-1").json["id"] == first["id"]
        post(anna, chat, "by rest", "c-2")
        assert ws.receive_json()["text"] == "by rest"
        ws.send_json({"text": "by rest", "client_id": "c-2"})
        repeat = ws.receive_json()
        assert (repeat["duplicate"], repeat["seq"]) == (True, 2)


def test_a_repeat_on_a_socket_is_answered_to_it_alone(port, anna, boris, chat):
    with ws_raw.open_chat(port, chat, anna.token) as mine, ws_raw.open_chat(
        port, chat, anna.token
    ) as second, ws_raw.open_chat(port, chat, boris.token) as other:
        for _ in range(2):
            mine.send_json({"text": "hello", "client_id": "c-1"})
        assert "duplicate" not in mine.receive_json()
        assert mine.receive_json()["duplicate"] is True
        post(anna, chat, "next")
        for ws in (second, other):
            assert [ws.receive_json()["text"] for _ in range(2)] == ["hello", "next"]
        assert mine.receive_json()["text"] == "next"


def test_another_content_on_a_socket_is_an_error_that_names_the_client_id(port, anna, chat):
    with ws_raw.open_chat(port, chat, anna.token) as ws:
        ws.send_json({"text": "hello", "client_id": "c-1"})
        ws.receive_json()
        ws.send_json({"text": "other", "client_id": "c-1"})
        error = ws.receive_json()
        assert (error["code"], error["client_id"]) == ("client_id_reused", "c-1")


def test_a_refused_send_leaves_its_client_id_free(anna, chat):
    assert bad_fields(post(anna, chat, "", "c-1")) == ["text"]
    assert post(anna, chat, "now right", "c-1").status == 201


def test_retries_at_the_same_time_store_one_message(anna, boris, chat):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(anna, chat, "raced", "c-1"), range(32)))
    assert sorted(answer.status for answer in answers) == [200] * 31 + [201]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert texts(boris, chat) == ["raced"]


def test_different_contents_at_the_same_time_store_one_of_them(anna, chat):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda index: post(anna, chat, f"text {index}", "c-1"), range(16)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 15
    assert len(texts(anna, chat)) == 1


def test_a_repeat_after_a_restart_hears_the_first_message(server, anna, chat):
    first = post(anna, chat, "hello", "c-1")
    assert server.stop() == 0
    server.start()
    again = post(anna, chat, "hello", "c-1")
    assert (again.status, again.json["id"], again.json["seq"]) == (
        200,
        first.json["id"],
        first.json["seq"],
    )
    assert_problem(post(anna, chat, "other", "c-1"), 409, "client_id_reused")


def test_a_repeat_is_found_before_it_is_validated(anna, chat):
    """Who lost an answer gets it: a wrong text under a known client_id is a reuse, not a bad
    field.
    """
    post(anna, chat, "hello", "c-1")
    assert_problem(post(anna, chat, "", "c-1"), 409, "client_id_reused")


def test_a_sender_in_a_row_is_stored_in_that_order(anna, chat):
    for index in range(50):
        assert post(anna, chat, f"m-{index}", f"c-{index}").json["seq"] == index + 1
    assert texts(anna, chat) == [f"m-{index}" for index in range(50)]


def test_whoever_was_told_a_seq_never_reads_a_history_below_it(anna, boris, chat):
    """P7, from several people at once."""

    def work(person):
        for index in range(40):
            seq = post(person, chat, f"{index}").json["seq"]
            assert person.api.get(f"/chat/history/{chat}?limit=1").json[0]["seq"] >= seq

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [anna, boris, anna, boris]))
    assert [m["seq"] for m in anna.api.get(f"/chat/history/{chat}?limit=200").json] == list(
        range(1, 161)
    )


# every way in, and what has become of the message


def test_all_ways_in_share_their_client_ids(port, anna, chat):
    first = say(anna, chat, "hello", "c-1")
    assert (first.status, post(anna, chat, "hello", "c-1").status) == (201, 200)
    assert post(anna, chat, "by group-message", "c-2").status == 201
    again = say(anna, chat, "by group-message", headers={"Idempotency-Key": "c-2"})
    assert (again.status, again.json["seq"], again.json["duplicate"]) == (200, 2, True)
    with ws_raw.open_chat(port, chat, anna.token) as ws:
        ws.send_json({"text": "hello", "client_id": "c-1"})
        repeat = ws.receive_json()
        assert (repeat["duplicate"], repeat["id"]) == (True, first.json["id"])
        ws.send_json({"text": "by socket", "client_id": "c-3"})
        assert ws.receive_json()["seq"] == 3
    assert say(anna, chat, "by socket", "c-3").json["seq"] == 3
    assert_problem(say(anna, chat, "other", "c-3"), 409, "client_id_reused")


def test_the_canonical_send_knows_the_idempotency_key(anna, chat):
    first = say(anna, chat, "hello", headers={"Idempotency-Key": "k-1"})
    assert first.status == 201 and first.json["client_id"] == "k-1"
    assert say(anna, chat, "hello", "k-1").json["id"] == first.json["id"]
    response = say(anna, chat, "hello", "k-1", headers={"Idempotency-Key": "k-2"})
    assert bad_fields(response) == ["Idempotency-Key"]
    for key in ("", "x" * 65):
        assert_problem(say(anna, chat, "x", headers={"Idempotency-Key": key}), 422, "invalid")
    assert texts(anna, chat) == ["hello"]


def test_an_answer_is_the_same_over_every_way_in(port, anna, chat):
    say(anna, chat, "question")
    answer = {"text": "answer", "client_id": "c-1", "reply_to": 1}
    first = anna.api.post("/chat/group-message", {"chat_id": chat, **answer})
    assert (first.status, first.json["reply_to"]) == (201, 1)
    assert say(anna, chat, "answer", "c-1", reply_to=1).json["id"] == first.json["id"]
    with ws_raw.open_chat(port, chat, anna.token) as ws:
        ws.send_json(answer)
        assert (ws.receive_json()["id"], chat) == (first.json["id"], first.json["chat_id"])
        ws.send_json({**answer, "reply_to": 2})
        assert ws.receive_json()["code"] == "client_id_reused"
        ws.send_json({"text": "new", "reply_to": 2})
        assert (heard := ws.receive_json())["reply_to"] == 2 and heard["seq"] == 3
        for nothing in (0, "x", 99):
            ws.send_json({"text": "new", "reply_to": nothing})
            assert [e["field"] for e in ws.receive_json()["errors"]] == ["reply_to"]


def test_what_it_answers_is_part_of_the_content(anna, chat):
    say(anna, chat, "question")
    first = say(anna, chat, "answer", "c-1", reply_to=1)
    assert (first.status, say(anna, chat, "answer", "c-1", reply_to=1).status) == (201, 200)
    for more in ({}, {"reply_to": 2}, {"reply_to": 99}):
        assert_problem(say(anna, chat, "answer", "c-1", **more), 409, "client_id_reused")
    assert_problem(post(anna, chat, "answer", "c-1"), 409, "client_id_reused")
    assert texts(anna, chat) == ["question", "answer"]


def test_a_repeat_hears_the_message_as_it_is_now(anna, chat):
    first = say(anna, chat, "helo", "c-1").json
    path = http_api.chat_path(chat, "/messages/1")
    anna.api.patch(path, {"text": "hello"})
    again = say(anna, chat, "helo", "c-1")
    assert (again.status, again.json["text"], again.json["id"]) == (200, "hello", first["id"])
    assert "edited_at" in again.json and again.json["duplicate"] is True
    assert_problem(say(anna, chat, "hello", "c-1"), 409, "client_id_reused")
    anna.api.delete(path)
    again = say(anna, chat, "helo", "c-1")
    assert (again.status, again.json["deleted"], again.json["text"]) == (200, True, "")
    assert again.json["seq"] == 1 and again.json["duplicate"] is True
    assert_problem(say(anna, chat, "other", "c-1"), 409, "client_id_reused")


def test_who_lost_an_answer_gets_it_even_after_leaving(anna, boris, chat):
    first = say(boris, chat, "last words", "c-1").json
    assert http_api.remove_member(anna, chat, boris).status == 204
    for way in (say, post):
        again = way(boris, chat, "last words", "c-1")
        assert (again.status, again.json["id"], again.json["duplicate"]) == (200, first["id"], True)
        assert_problem(way(boris, chat, "other", "c-1"), 409, "client_id_reused")
        assert_problem(way(boris, chat, "new", "c-2"), 404, "chat_not_found")


def test_who_was_removed_hears_the_message_as_it_was_sent(port, anna, boris, chat):
    """The answer showed edits, reactions and reads from after the removal."""
    say(anna, chat, "question")
    first = say(boris, chat, "answer", "c-1", reply_to=1).json
    path = http_api.chat_path(chat, "/messages/2")
    http_api.ok(boris.api.patch(path, {"text": "edited"}))
    http_api.ok(http_api.remove_member(anna, chat, boris), 204)

    def assert_as_sent():
        for way in (say, post):
            again = way(boris, chat, "answer", "c-1", reply_to=1)
            assert (again.status, again.json) == (200, {**first, "duplicate": True})
        refused_otherwise = say(boris, chat, "answer", "c-1", reply_to=1, sender_id=anna.id)
        assert (refused_otherwise.status, refused_otherwise.json["text"]) == (200, "answer")
        with PersonClient(port, boris.token) as socket:
            sent = socket.ask("send", chat_id=chat, text="answer", client_id="c-1", reply_to=1)
            assert (sent["message"], sent["duplicate"]) == (first, True)

    assert_as_sent()
    http_api.ok(anna.api.put(f"{path}/reactions/%F0%9F%91%8D"))
    http_api.ok(anna.api.post(http_api.chat_path(chat, "/read"), {"seq": 2}))
    assert_as_sent()
    http_api.ok(anna.api.delete(path))
    assert_as_sent()
    http_api.add_member(anna, chat, boris)
    assert say(boris, chat, "answer", "c-1", reply_to=1).json["deleted"] is True


def test_the_receipt_comes_before_the_limit():
    with AsqServer(limits="on", args=["--limit-send", "1/1h burst 1"]) as server:
        carla = http_api.register(server.port, "carla")
        chat = http_api.make_group(carla)["id"]
        first = say(carla, chat, "hello", "c-1")
        assert first.status == 201
        assert_problem(say(carla, chat, "more", "c-2"), 429, "rate_limited")
        for way in (say, post):
            again = way(carla, chat, "hello", "c-1")
            assert (again.status, again.json["id"]) == (200, first.json["id"])
        assert texts(carla, chat) == ["hello"]


def test_a_client_id_of_a_direct_chat_is_unknown_to_group_message(anna, boris):
    direct = http_api.make_direct(anna, boris)["id"]
    client_id = http_api.unique("c")
    assert say(anna, direct, "hello", client_id).status == 201
    assert say(anna, direct, "hello", client_id).status == 200
    assert post(anna, direct, "never sent", http_api.unique("c")).status == 404


def test_retries_over_all_ways_at_the_same_time_store_one_message(port, anna, boris, chat):
    """Eight rounds of twelve: both routes, the header, and the socket, all at once."""

    def over_socket(client_id):
        with ws_raw.open_chat(port, chat, anna.token) as ws:
            ws.send_json({"text": client_id, "client_id": client_id})
            while True:
                message = ws.receive_json()
                if message.get("client_id") == client_id:
                    return message

    ways = [
        lambda c: say(anna, chat, c, c).json,
        lambda c: post(anna, chat, c, c).json,
        lambda c: say(anna, chat, c, headers={"Idempotency-Key": c}).json,
        over_socket,
    ]
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        for number in range(8):
            heard = list(pool.map(lambda way: way(f"c-{number}"), ways * 3))
            assert {(m["id"], m["seq"], m["text"]) for m in heard} == {
                (heard[0]["id"], number + 1, f"c-{number}")
            }
    assert texts(boris, chat) == [f"c-{number}" for number in range(8)]


def test_receipts_of_every_way_survive_kill_and_restart(server, anna, boris, chat):
    sent = [way(anna, chat, f"{i}", f"c-{i}").json for i, way in enumerate([say, post] * 5)]
    server.kill()
    server.start()
    for index, way in enumerate([post, say] * 5):
        again = way(anna, chat, f"{index}", f"c-{index}")
        assert (again.status, again.json["id"]) == (200, sent[index]["id"])
        assert_problem(way(anna, chat, "other", f"c-{index}"), 409, "client_id_reused")
    assert texts(boris, chat) == [f"{index}" for index in range(10)]
