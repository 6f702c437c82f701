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

import asq_process
import http_api
import ws_raw
from asq_process import AsqServer

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
