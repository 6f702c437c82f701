"""SIGTERM with work under way in every pool, and no time to end it: exit code 0 all the same. The
order in which a server is taken apart is in src/app/node.hpp.
"""
import http.client
import json
import select
import signal
import socket
import sqlite3
import subprocess

import time

import asq_process
import http_api
import pytest
import waiting
import ws_raw
from asq_process import AsqServer
from slow_disk import SlowDisk
from stuck_log import StuckLog

AT_ONCE = ["--drain-timeout", "0s", "--password-threads", "1", "--loops", "2"]
AHEAD = 50  # requests that one connection sends without waiting for an answer


class Ahead:
    """A connection that sends requests and waits for no answer."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()

    def send(self, method, path, body, token="", media="application/json"):
        head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        head += f"Content-Type: {media}\r\nAuthorization: Bearer {token}\r\n\r\n"
        self.connection.sock.sendall((head + body).encode())


def make_passwords_wait(port, person):
    """Log-ins occupy the one thread for passwords, and behind them changes of `person` wait: two is
    what one may have under way, so that one of three is refused says that the other two wait.
    Returns the connections.
    """
    form = f"username={person.email}&password=wrong"
    change = json.dumps({"current_password": "wrong", "email": "another@example.com"})
    held = []
    while True:
        for _ in range(16):
            held.append(Ahead(port))
            held[-1].send(
                "POST", "/chat/token", form, media="application/x-www-form-urlencoded"
            )
        changes = [Ahead(port) for _ in range(3)]
        for one in changes:
            one.send("PATCH", "/chat/me", change, person.token)
        held += changes
        heard, _, _ = select.select([one.connection.sock for one in changes], [], [], 120)
        if heard[0].recv(12, socket.MSG_WAITALL) == b"HTTP/1.1 429":
            return held


def assert_stopped_in_order(server):
    assert server.process.wait(15) == 0, server.log()[-8000:]
    events = [json.loads(line)["event"] for line in server.log().splitlines()]
    assert events[-1] == "stopped", "not given up half way"
    server.start()
    assert server.stop() == 0, "what it left is in order"


def test_password_changes_that_wait_do_not_outlive_what_they_use():
    """They did: exit code -11."""
    with AsqServer(args=AT_ONCE) as server:
        anna = http_api.register(server.port)
        held = make_passwords_wait(server.port, anna)
        server.process.send_signal(signal.SIGTERM)
        assert_stopped_in_order(server)
        assert held, "their clients were there to the end"


def test_a_stop_with_work_in_every_pool():
    """While somebody else has the lock of the database, the writer can't end what it has begun."""
    with AsqServer(args=AT_ONCE) as server:
        anna, boris = http_api.register(server.port), http_api.register(server.port)
        chat = http_api.make_group(anna, boris)["id"]
        for index in range(300):
            http_api.send(anna, chat, f"{index}" + "x" * 2000)
        held = make_passwords_wait(server.port, anna)
        lock = sqlite3.connect(server.data / "asq.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        message = json.dumps({"chat_id": chat, "text": "not stored yet"})
        for index in range(10):
            writer, reader = Ahead(server.port), Ahead(server.port)
            writer.send("POST", "/chat/group-message", message, boris.token)
            for _ in range(AHEAD):
                reader.send("GET", f"/chat/history/{chat}?limit=200", "", boris.token)
            held += [writer, reader]
        sockets = [
            ws_raw.open_chat(server.port, chat, boris.token, receive_buffer=4096, since_seq=0)
            for _ in range(10)
        ]
        check = subprocess.Popen(
            [asq_process.binary(), "check", "--data", str(server.data)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=asq_process.environment(),
        )
        server.process.send_signal(signal.SIGTERM)
        lock.execute("ROLLBACK")
        assert_stopped_in_order(server)
        check.communicate(timeout=60)
        for ws in sockets:
            ws.drop()


# those outside do nothing any more


def stuck_http(port, token):
    """Connections on which nothing moves, of every kind."""
    silent, in_its_head, in_its_body, unread = (Ahead(port) for _ in range(4))
    in_its_head.connection.sock.sendall(b"GET /chat/me HTTP/1.1\r\nHo")
    in_its_body.connection.sock.sendall(
        f"POST /chat/group-message HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{".encode()
    )
    for _ in range(AHEAD):
        unread.send("GET", "/openapi.json", "", token)
    return [silent, in_its_head, in_its_body, unread]


def stuck_sockets(port, chat, token):
    """Sockets whose clients neither read nor answer, one of them in the middle of a frame."""
    deaf = [ws_raw.open_chat(port, chat, token, receive_buffer=4096, since_seq=0) for _ in range(3)]
    deaf[0].send_bytes(ws_raw.encode_frame(ws_raw.TEXT, '{"text":"cut short"}')[:5])
    return deaf


def stuck_operators(data):
    """One says nothing, one says half of what it wants, one does not read its answer."""
    held = []
    for said in (b"", b'{"verb":"li', b'{"verb":"check"}\n'):
        operator = socket.socket(socket.AF_UNIX)
        operator.connect(str(data / "control.sock"))
        operator.sendall(said)
        held.append(operator)
    return held


def test_a_stop_while_everybody_outside_is_stuck():
    with StuckLog() as log, AsqServer(args=["--loops", "2"], stderr=log.writer) as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        for index in range(300):
            http_api.send(anna, chat, f"{index}" + "x" * 2000)
        sockets = stuck_sockets(server.port, chat, anna.token)
        held = [stuck_http(server.port, anna.token), stuck_operators(server.data)]
        lock = sqlite3.connect(server.data / "asq.db", isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        writer = Ahead(server.port)
        writer.send(
            "POST", "/chat/group-message", json.dumps({"chat_id": chat, "text": "x"}), anna.token
        )
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) == 0
        assert time.monotonic() - began < 10
        assert held
        lock.close()
        for ws in sockets:
            ws.drop()


class HangingDisk:
    """A server whose disk hangs under a commit: what was sent then has no answer."""

    def __init__(self, tmp_path, **rest):
        self.disk = SlowDisk(tmp_path)
        self.server = AsqServer(env=self.disk.env, **rest)

    def __enter__(self):
        self.server.start()
        self.anna = http_api.register(self.server.port)
        self.chat = http_api.make_group(self.anna)["id"]
        http_api.send(self.anna, self.chat, "before")
        self.disk.hang()
        message = json.dumps({"chat_id": self.chat, "text": "under way", "client_id": "a"})
        self.waits = Ahead(self.server.port)
        self.waits.send("POST", "/chat/group-message", message, self.anna.token)
        return self

    def __exit__(self, *_):
        self.disk.go_on()
        self.server.discard()

    def assert_kept(self):
        """What was acknowledged is there, and what was under way is there once or not at all."""
        self.disk.go_on()
        self.server.start()
        texts = [m["text"] for m in self.anna.api.get(f"/chat/history/{self.chat}").json]
        assert texts in (["before"], ["before", "under way"])


@pytest.mark.parametrize("log_is_stuck", [False, True])
def test_a_stop_on_a_disk_that_hangs(tmp_path, log_is_stuck):
    with StuckLog() as log:
        with HangingDisk(tmp_path, stderr=log.writer if log_is_stuck else None) as hanging:
            began = time.monotonic()
            hanging.server.process.send_signal(signal.SIGTERM)
            assert hanging.server.process.wait(15) == 0
            assert time.monotonic() - began < 10
            hanging.assert_kept()


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


@pytest.mark.parametrize("log_is_stuck", [False, True])
def test_a_second_signal_ends_it_at_once(tmp_path, log_is_stuck):
    with StuckLog() as log:
        stderr = log.writer if log_is_stuck else None
        with HangingDisk(tmp_path, stderr=stderr, args=["--drain-timeout", "10m"]) as hanging:
            server = hanging.server
            server.process.send_signal(signal.SIGTERM)
            waiting.wait_for(lambda: not accepts(server.port), what="the drain to begin")
            assert server.running
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(15) == 128 + signal.SIGTERM
            assert time.monotonic() - began < 3
            hanging.assert_kept()


def test_a_start_that_hangs_is_stopped_too(tmp_path):
    """SIGTERM waited for the end of the start."""
    disk = SlowDisk(tmp_path)
    disk.hang()
    server = AsqServer(env=disk.env)
    try:
        server._launch(asq_process.free_port())
        waiting.wait_for((server.data / "lock").exists, what="the start to reach the disk")
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) == 0, server.log()
        assert time.monotonic() - began < 5
        assert "stopped_at_start" in server.log()
        disk.go_on()
        server.start()
        assert server.stop() == 0
    finally:
        server.discard()
