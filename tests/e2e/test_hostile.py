"""One account, within its limits, does not harm the others (reliability.md, P14).

Only shapes: how much of the heavy work comes before somebody else's light work, how much of it is
let through at all, and how much of it the server holds. `script/bench hostile` has the times.
"""
import concurrent.futures
import datetime
import json
import pathlib
import re
import selectors
import socket
import statistics

import http_api
import person_client
import pytest
from asq_process import AsqServer, environment
from http_api import Api

REACTION = "/reactions/%F0%9F%91%8D"
LONGEST_TEXT = "\N{GRINNING FACE}" * 16_384  # 64 KiB


class Ground:
    """A server on which something was prepared without limits; then it runs as it ships."""

    def __init__(self, *args):
        self.server = AsqServer(args=args)

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *_):
        self.server.discard()

    @property
    def port(self):
        return self.server.port

    def limit(self):
        assert self.server.stop() == 0
        self.server.env = environment(limits=None)
        self.server.start()


def request_bytes(method, path, token, body=None):
    data = b"" if body is None else json.dumps(body).encode()
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    if data:
        head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    return head.encode() + b"\r\n" + data


class Asked:
    """A request on a connection of its own, whose answer is read when it comes."""

    def __init__(self, port):
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.data = b""

    def ask(self, request):
        self.data = b""
        self.connection.sendall(request)

    def read(self):
        """True once the answer is whole."""
        self.data += self.connection.recv(1 << 20)
        head, mark, body = self.data.partition(b"\r\n\r\n")
        if not mark:
            return False
        return len(body) >= int(re.search(rb"(?i)content-length: (\d+)", head)[1])

    @property
    def status(self):
        return int(self.data.split()[1])

    @property
    def json(self):
        return json.loads(self.data.partition(b"\r\n\r\n")[2])


class Volley:
    """Many requests at once. `answered` are those whose answers are there, in the order of it."""

    def __init__(self, port, count):
        self.all = [Asked(port) for _ in range(count)]
        self.selector = selectors.DefaultSelector()
        self.answered = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for asked in self.all:
            asked.connection.close()
        self.selector.close()

    def ask(self, asked, request):
        asked.ask(request)
        self.selector.register(asked.connection, selectors.EVENT_READ, asked)

    def collect(self, timeout):
        """What is there, or comes within that time."""
        for key, _ in self.selector.select(timeout):
            if key.data.read():
                self.selector.unregister(key.fileobj)
                self.answered.append(key.data)

    def collect_all(self):
        while self.selector.get_map():
            self.collect(60)


def between(port, heavy, light):
    """How many of the heavy requests, all of them asked before, are answered while the light one
    waits.
    """
    with Volley(port, len(heavy) + 1) as volley:
        last = volley.all[-1]
        for asked, request in zip(volley.all, heavy):
            volley.ask(asked, request)
        volley.collect(0)
        before = len(volley.answered)
        volley.ask(last, light)
        while last not in volley.answered:
            volley.collect(60)
        overtook = volley.answered.index(last) - before
        volley.collect_all()
        assert last.status == 200
        return overtook


def many(count, act):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return list(pool.map(act, range(count)))


def long_name(number):
    return (f"{number} " + "Name " * 26)[:127]


def test_a_page_of_history_does_not_wait_for_another_accounts_searches():
    searches = 64
    with Ground() as ground:
        attacker = http_api.register(ground.port, "attacker")
        reader = http_api.register(ground.port, "reader")
        chat = http_api.make_group(reader)["id"]
        many(1500, lambda i: http_api.make_group(attacker, name=long_name(i)))
        ground.limit()
        find = request_bytes("POST", "/chat/find-chat", attacker.token, {"name": "?!"})
        page = request_bytes("GET", f"/chat/history/{chat}", reader.token)
        overtaken = [between(ground.port, [find] * searches, page) for _ in range(5)]
    assert statistics.median(overtaken) <= searches / 4, overtaken


def moment(timestamp):
    return datetime.datetime.fromisoformat(timestamp.replace("Z", "+00:00"))


def test_a_send_does_not_wait_for_another_accounts_big_groups():
    members, groups = 100, 400
    with Ground("--password-threads", "2") as ground:
        attacker = http_api.register(ground.port, "attacker")
        sender = http_api.register(ground.port, "sender")
        chat = http_api.make_group(sender)["id"]

        def register(number):
            body = {"username": "x", "email": f"x{number}@example.com", "password": "secret"}
            return Api(ground.port).post("/chat/register", body).json["id"]

        ids = many(members - 1, register)
        ground.limit()
        body = {"name": "big", "participant_ids": ids}
        make = request_bytes("POST", "/chat/group", attacker.token, body)
        send = request_bytes(
            "POST", f"/chat/chats/{chat}/messages", sender.token, {"text": "hello"}
        )
        with Volley(ground.port, groups + 1) as volley:
            for asked in volley.all[:-1]:
                volley.ask(asked, make)
            asked_at = datetime.datetime.now(datetime.timezone.utc)
            volley.ask(volley.all[-1], send)
            volley.collect_all()
            sent_at = moment(volley.all[-1].json["timestamp"])
            made = [moment(a.json["created_at"]) for a in volley.all[:-1] if a.status == 201]
            refused = [a.json["code"] for a in volley.all[:-1] if a.status != 201]
    assert made and set(refused) <= {"rate_limited"}
    assert sum(asked_at <= when <= sent_at for when in made) <= groups / 4


def react(person, path, times):
    """The statuses of so many reactions, put and taken back in turn."""
    return [person.api.request("DELETE" if i % 2 else "PUT", path).status for i in range(times)]


def test_what_many_hear_is_paid_for_by_its_bytes():
    """And what an everyday message costs stays as it was."""
    listeners, times = 150, 240
    with Ground() as ground:
        attacker = http_api.register(ground.port, "attacker")
        everyday = http_api.register(ground.port, "everyday")
        big, small = (http_api.make_group(one)["id"] for one in (attacker, everyday))
        http_api.say(attacker, big, LONGEST_TEXT)
        http_api.say(everyday, small, "hello")
        ground.limit()
        sockets = [person_client.PersonClient(ground.port, attacker.token) for _ in range(listeners)]
        try:
            paths = [http_api.chat_path(chat, "/messages/1" + REACTION) for chat in (big, small)]
            of_attacker = react(attacker, paths[0], times)
            assert set(react(everyday, paths[1], times // 2)) == {200}
        finally:
            for one in sockets:
                one.drop()
    assert set(of_attacker) <= {200, 429}
    assert of_attacker.count(200) <= times * 2 / 3


def resident(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


@pytest.mark.parametrize("announced", [True, False])
def test_bodies_under_way_are_bounded(announced):
    """Whether the length was announced or the body comes in chunks."""
    connections, size = 60, 1_040_000
    kind = f"Content-Length: {size + 8_000}" if announced else "Transfer-Encoding: chunked"
    with Ground("--loops", "1") as ground:
        attacker = http_api.register(ground.port, "attacker")
        other = http_api.register(ground.port, "other")
        chat = http_api.make_group(other)["id"]
        ground.limit()
        head = (
            f"POST /chat/group HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {attacker.token}\r\n"
            f"Content-Type: application/json\r\n{kind}\r\n\r\n"
        ).encode()
        body = b" " * size if announced else b"%x\r\n" % size + b" " * size + b"\r\n"
        before = resident(ground.server.pid)
        held = []
        try:
            for _ in range(connections):
                held.append(socket.create_connection(("127.0.0.1", ground.port), timeout=60))
                try:
                    held[-1].sendall(head + body)
                except OSError:
                    pass  # refused, and closed
            # Meanwhile the only loop reads what is there.
            for seq in range(1, 21):
                assert http_api.say(other, chat, "hello")["seq"] == seq
            grown = resident(ground.server.pid) - before
        finally:
            for connection in held:
                connection.close()
    assert grown <= connections * size / 3, grown
