"""Clients that are slow, silent or gone: each costs little, and for a bounded time
(reliability.md, P9). How long each of them has is tested with a clock in
src/net/http_deadlines_test.cpp and src/net/ws_connection_test.cpp.
"""
import concurrent.futures
import re
import socket

import http_api
import pytest
import raw_http
import waiting
import ws_raw
from asq_process import AsqServer
from http_api import Api, assert_problem


@pytest.fixture(scope="module")
def server():
    """Every deadline as short as it goes."""
    args = [
        "--header-timeout",
        "1s",
        "--keep-alive",
        "2s",
        "--ping-after",
        "1s",
        "--close-after",
        "3s",
        "--loops",
        "2",
    ]
    with AsqServer(args=args) as running:
        yield running
        assert running.running, running.log()[-4000:]


def connect(port, request):
    """A connection on which this is sent, and nothing more."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.settimeout(30)
    connection.sendall(request)
    return connection


def statuses_until_the_end(connection):
    """Of the answers that come until the server closes the connection."""
    return [answer.status for answer in raw_http.Reader(connection).all()]


def test_the_settings_reach_the_deadlines(port, anna):
    """All of them run at once; with the defaults this would take a minute."""
    chat = http_api.make_group(anna)["id"]
    with ws_raw.open_chat(port, chat, anna.token, timeout=30) as mute:
        silent = connect(port, b"")
        unfinished = connect(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        kept = connect(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert statuses_until_the_end(silent) == []
        assert statuses_until_the_end(unfinished) == [408]
        assert statuses_until_the_end(kept) == [200]
        opcodes = set()
        while (frame := mute.receive_frame()) is not None and frame.opcode != ws_raw.CLOSE:
            opcodes.add(frame.opcode)
    assert opcodes == {ws_raw.PING}
    assert frame.close_code == 4408, "one after which clients come back"


@pytest.fixture(scope="module")
def bounded():
    """A server with limits, 20 connections without a request among them."""
    args = ["--unproven-per-address", "20", "--loops", "2"]
    with AsqServer(args=args, limits="on") as running:
        yield running


def test_connections_without_a_header_are_bounded_per_address(bounded):
    port = bounded.port
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
    waiting.wait_for(
        lambda: any(is_closed(connection) for connection in held),
        what="one of the many to be closed",
    )
    for connection in held:
        connection.close()
    waiting.wait_for(lambda: answers(port), what="the server to answer")


def is_closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def answers(port):
    try:
        return Api(port, timeout=5).get("/healthz").status == 200
    except OSError:
        return False


@pytest.fixture
def impatient():
    """A server that soon gives up on a full outbox; its pings are far away."""
    args = [
        "--stalled-after",
        "1s",
        "--outbox-frames",
        "64",
        "--outbox-size",
        "64KiB",
        "--loops",
        "2",
    ]
    with AsqServer(args=args) as running:
        yield running


def open_sockets(port):
    """As the server counts them, once a second."""
    metrics = Api(port).get("/metrics").body.decode()
    return int(re.search(r"^asq_sockets (\d+)$", metrics, re.MULTILINE)[1])


def test_a_socket_that_reads_nothing_is_closed_after_its_time(impatient):
    port = impatient.port
    anna, boris = http_api.register(port), http_api.register(port)
    chat = http_api.make_group(anna, boris)["id"]
    stalled = ws_raw.open_chat(port, chat, boris.token, receive_buffer=4096)
    with ws_raw.open_chat(port, chat, anna.token) as fast:
        waiting.wait_for(lambda: open_sockets(port) == 2, what="both sockets to be counted")
        for _ in range(400):  # 6 MB: more than its outbox and the kernel hold
            fast.send_json({"text": "x" * 16_000})
            assert '"seq"' in fast.receive_text()
    waiting.wait_for(
        lambda: open_sockets(port) == 0, what="the stalled socket to be closed"
    )
    seqs = []
    while (frame := stalled.receive_frame()) is not None and frame.opcode != ws_raw.CLOSE:
        if frame.opcode == ws_raw.TEXT:
            seqs.append(ws_raw.json.loads(frame.payload)["seq"])
    assert seqs == list(range(1, len(seqs) + 1))
    assert frame is None or frame.close_code == 4408
    with ws_raw.open_chat(port, chat, boris.token, since_seq=len(seqs)) as again:
        assert again.receive_json()["seq"] == len(seqs) + 1


# bodies that nobody asked for


class PeakOfMemory:
    """How far the server's memory has grown since."""

    def __init__(self, server):
        self.server = server
        self.before = self.now()

    def now(self):
        with open(f"/proc/{self.server.pid}/status") as status:
            line = next(line for line in status if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    def check(self, most):
        grown = self.now() - self.before
        assert grown < most, f"{grown >> 10} KiB"


def received_whole(connection):
    """All that was sent has been read: the kernel at the other end has none of it left."""
    address = connection.getsockname()[1]
    with open("/proc/net/tcp") as table:
        for line in list(table)[1:]:
            fields = line.split()
            if int(fields[2].split(":")[1], 16) == address:
                return fields[4].split(":")[1] == "00000000"
    return False


@pytest.mark.parametrize(
    "method, path", [("GET", "/healthz"), ("GET", "/docs"), ("POST", "/chat/register")]
)
def test_bodies_from_anybody_cost_no_memory(method, path):
    """Each connection kept up to 1 MiB, with no token shown."""
    count, size = 40, 1 << 20
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    with AsqServer() as server:
        peak = PeakOfMemory(server)
        held = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]
        for connection in held:
            connection.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode())
            connection.sendall(b" " * (size - 1))
        for connection in held:
            waiting.wait_for(lambda: received_whole(connection), what="the body to be read")
        peak.check(count * size / 4)
        for connection in held:
            connection.sendall(b" ")
            assert raw_http.Reader(connection).response().status in (200, 413)
            connection.close()


# answers that nobody reads


@pytest.fixture
def long_story():
    """A server, who is in it, and her chat, whose page of 200 messages is an answer of 13 MB."""
    with AsqServer() as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        write_200(anna, chat)
        yield server, anna, chat


def write_200(person, chat):
    kept = Api(person.api.port, person.token, keep=True)
    body = {"chat_id": chat, "text": "\N{SPEECH BALLOON}" * 16_384}
    for _ in range(200):
        assert kept.post("/chat/group-message", body).status == 201


@pytest.mark.parametrize("path", ["/chat/history/{}", "/chat/chats/{}/messages", "/chat/sync"])
def test_answers_that_nobody_reads_are_bounded_per_account(long_story, path):
    server, anna, chat = long_story
    page = f"{path.format(chat)}?limit=200"
    if path == "/chat/sync":
        page += f"&since={anna.api.get(path).json['cursor']}"
        write_200(anna, chat)
    boris = http_api.register(server.port)
    head = f"GET {page} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {anna.token}\r\n\r\n"
    peak = PeakOfMemory(server)
    held = []
    for _ in range(50):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(60)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(head.encode())
        held.append(connection)
    statuses = [int(connection.recv(12, socket.MSG_WAITALL)[9:]) for connection in held]
    refusal = anna.api.get(page)
    peak.check(300 << 20)  # all of them are 650 MiB
    assert set(statuses) == {200, 429} and statuses.count(200) <= 8
    assert_problem(refusal, 429, "rate_limited")
    assert boris.api.get("/chat/chats").status == 200, "another account"
    assert anna.api.post("/chat/group", {"name": "x", "participant_ids": []}).status == 201
    for connection in held:
        connection.close()
    waiting.wait_for(lambda: anna.api.get(page).status == 200, what="the account to be served")


# logins have a pool of their own


def test_a_full_login_queue_is_503_and_the_chat_goes_on_meanwhile():
    with AsqServer(args=["--password-threads", "1", "--password-queue", "2"]) as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        log_in = {"username": anna.email, "password": anna.password}
        with concurrent.futures.ThreadPoolExecutor(24) as pool:
            logins = [
                pool.submit(Api(server.port).post, "/chat/token", form=log_in) for _ in range(48)
            ]
            sent = 0
            while not all(login.done() for login in logins):
                sent = http_api.send(anna, chat, "meanwhile")["seq"]
        answers = [login.result() for login in logins]
    refused = [answer for answer in answers if answer.status == 503]
    assert {answer.status for answer in answers} == {200, 503} and refused
    for answer in refused:
        assert http_api.assert_problem(answer, 503, "login_queue_full")["retryable"] is True
        assert int(answer.headers["Retry-After"]) >= 1
    assert sent >= 3
