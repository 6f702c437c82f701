"""What the server holds for its clients is bounded by account and address, and one who takes all that
there is harms nobody else (docs/adr/0013-fair-shares.md, gate 3).
"""
import contextlib
import gzip
import json
import os
import resource
import select
import signal
import socket
import time

import http_api
import pytest
import raw_http
import waiting
import ws_raw
from asq_process import AsqServer
from http_api import Api

MIB = 1 << 20
BODY = 200 * 1024
MEASURES_MEMORY = not os.environ.get("ASQ_E2E_SANITIZED")


def resident(server):
    with open(f"/proc/{server.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) * 1024


def connect(port, request=b""):
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(request)
    return connection


def readable(sockets):
    """Those on which an answer waits. Which ones are refused depends on who was read first."""
    poll = select.poll()
    by_number = {each.fileno(): each for each in sockets}
    for number in by_number:
        poll.register(number, select.POLLIN)
    return [by_number[number] for number, _ in poll.poll(0)]


def status(connection):
    return raw_http.Reader(connection).response().status


@pytest.fixture(autouse=True, scope="module")
def many_descriptors():
    """For the clients of this process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.fixture
def limited():
    """A server with the default limits."""
    with AsqServer(args=["--loops", "2"], limits="on") as running:
        yield running
        assert running.running, running.log()[-4000:]


def nearly_whole(token):
    head = (
        "POST /chat/group-message HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {BODY}\r\n\r\n"
    )
    return head.encode() + b"x" * (BODY - 100)


def test_unfinished_bodies_of_one_account_are_bounded(limited):
    anna, boris = http_api.register(limited.port), http_api.register(limited.port)
    chat = http_api.make_group(boris)["id"]
    before = resident(limited)
    with contextlib.ExitStack() as held:
        begun = [
            held.enter_context(connect(limited.port, nearly_whole(anna.token))) for _ in range(400)
        ]
        # 20 x 200 KiB are the share.
        waiting.wait_for(lambda: len(readable(begun)) >= 380, what="the others to be refused")
        assert {status(each) for each in readable(begun)} == {429}
        if MEASURES_MEMORY:
            assert resident(limited) - before < 32 * MIB
        sent = http_api.say(boris, chat, "hello")
        assert sent["text"] == "hello"


def test_unfinished_messages_of_one_accounts_sockets_are_bounded(server):
    """Also without limits: those lift the bounds on numbers, not those on bytes."""
    anna = http_api.register(server.port)
    chat = http_api.make_group(anna)["id"]
    before = resident(server)
    message = ws_raw.encode_frame(1, b"x" * (256 * 1024))[:-1]
    with contextlib.ExitStack() as held:
        sockets = [
            held.enter_context(ws_raw.open_chat(server.port, chat, anna.token))
            for _ in range(1000)
        ]
        for each in sockets:
            with contextlib.suppress(OSError):
                each.send_bytes(message)
        # 15 or 16 x 256 KiB are the share.
        waiting.wait_for(
            lambda: len(readable(each.socket for each in sockets)) >= 984,
            what="the others to be refused",
        )
        refused = {each.fileno() for each in readable(each.socket for each in sockets)}
        for each in sockets:
            if each.socket.fileno() in refused:
                assert each.receive_frame().close_code == 4429
        if MEASURES_MEMORY:
            assert resident(server) - before < 64 * MIB
        assert anna.api.get(f"/chat/history/{chat}").status == 200


def test_many_connections_of_one_address_are_told_that_they_are_too_many():
    # None of them may be given up before the last is there, however slow this machine is.
    args = ["--loops", "2", "--header-timeout", "5m"]
    with AsqServer(args=args, limits="on") as server, contextlib.ExitStack() as held:
        silent = [held.enter_context(connect(server.port)) for _ in range(1600)]
        for connection in reversed(silent):  # the last ones were let in only to be told
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = raw_http.Reader(connection).response()
            if answer.status == 200:
                break
            assert answer.status == 503
            assert json.loads(answer.body)["code"] == "overloaded"
            assert int(answer.headers["retry-after"]) >= 1
        waiting.wait_for(
            lambda: "too_many_unproven_connections" in server.log(), what="the line in the log"
        )
        assert server.log().count("too_many_unproven_connections") == 1
        silent[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert status(silent[0]) == 200


def test_without_limits_one_address_may_have_any_number():
    with AsqServer(args=["--unproven-per-address", "5"], limits="off") as server:
        with contextlib.ExitStack() as held:
            many = [held.enter_context(connect(server.port)) for _ in range(50)]
            many[-1].sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert status(many[-1]) == 200


def test_idle_connections_make_room_when_descriptors_run_out():
    with AsqServer(args=["--loops", "2"]) as server, contextlib.ExitStack() as held:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        person = held.enter_context(ws_raw.open_chat(server.port, chat, anna.token))
        in_use = len(os.listdir(f"/proc/{server.pid}/fd"))
        hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (in_use + 100, hard))
        for _ in range(300):
            idle = held.enter_context(connect(server.port))
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert status(idle) == 200
        assert Api(server.port).get("/readyz").status == 200
        person.send_json({"text": "still there"})
        assert person.receive_json()["text"] == "still there"


def test_who_has_most_idle_connections_makes_room_first():
    with AsqServer(args=["--loops", "1"]) as server, contextlib.ExitStack() as held:
        kept = held.enter_context(connect(server.port))
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert status(kept) == 200
        in_use = len(os.listdir(f"/proc/{server.pid}/fd"))
        hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)[1]
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (in_use + 100, hard))
        for _ in range(300):
            idle = socket.create_connection(
                ("127.0.0.1", server.port), timeout=10, source_address=("127.0.0.2", 0)
            )
            held.enter_context(idle)
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert status(idle) == 200
        kept.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert status(kept) == 200


def test_sockets_survive_a_pause_of_the_process():
    args = ["--ping-after", "1s", "--close-after", "2s", "--loops", "2"]
    with AsqServer(args=args) as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        with ws_raw.open_chat(server.port, chat, anna.token) as person:
            os.kill(server.pid, signal.SIGSTOP)
            began = time.monotonic()
            waiting.wait_for(lambda: time.monotonic() - began > 5, what="the pause to be long")
            os.kill(server.pid, signal.SIGCONT)
            person.send_json({"text": "back"})
            frame = person.receive_frame()
            while frame is not None and frame.opcode == ws_raw.PING:
                person.send_frame(ws_raw.PONG, frame.payload)
                frame = person.receive_frame()
            assert frame is not None and json.loads(frame.payload)["text"] == "back"


@pytest.mark.parametrize("character", ["\u0001", "x", "ж", "\U0001f600"])
def test_a_message_of_any_characters_fits_into_its_body(pair, port, character):
    anna, _, chat = pair
    text = json.dumps(character * 16_384)
    body = f'{{"chat_id": {chat}, "text": {text}}}'.encode()
    json_type = {"Content-Type": "application/json"}
    answer = Api(port, anna.token).post("/chat/group-message", body=body, headers=json_type)
    assert answer.status in (201, 422), answer.body
    if answer.status == 201:
        assert answer.json["text"] == character * 16_384


@pytest.mark.parametrize("more, expected", [(-1, 201), (0, 201), (1, 413)])
def test_the_body_of_a_message_has_a_bound(pair, port, more, expected):
    anna, _, chat = pair
    body = f'{{"chat_id": {chat}, "text": "x"}}'.encode()
    body += b" " * (BODY + more - len(body))
    json_type = {"Content-Type": "application/json"}
    answer = Api(port, anna.token).post("/chat/group-message", body=body, headers=json_type)
    assert answer.status == expected


def test_the_documentation_is_compressed_and_the_api_is_not(port, anna):
    plain = Api(port).get("/openapi.json")
    packed = Api(port).get("/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) * 4 < len(plain.body)
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == "Accept-Encoding"
    again = Api(port).get("/openapi.json", headers={"If-None-Match": plain.headers["ETag"]})
    assert again.status == 304 and again.body == b""
    me = Api(port, anna.token).get("/chat/me", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in me.headers
