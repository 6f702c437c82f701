"""The sockets of persons on two loops: every event once and in order, wherever it is from."""
import collections
import concurrent.futures
import contextlib
import itertools
import pathlib

import http_api
import pytest
import ws_raw
from asq_process import AsqServer
from positions import position
from http_api import chat_path, lasting, ok, say
from person_client import PersonClient

LOOPS = 2
SOCKETS = 8  # of each person
EACH = 200  # messages of each way in


@pytest.fixture(scope="module")
def server():
    with AsqServer(args=["--loops", str(LOOPS)]) as running:
        yield running
        assert running.running, running.log()[-4000:]


def polled(pid):
    """How many descriptors each of the server's loops waits for."""
    counts = {}
    for descriptor in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile: that of no loop
            counts[descriptor.name] = descriptor.read_text().count("tfd:")
    return counts


@pytest.fixture
def sockets(server):
    """Of anna and boris. The kernel deals connections out: with so many each loop has some."""
    people = [http_api.register(server.port, name) for name in ("anna", "boris")]
    before = polled(server.pid)
    made = [[PersonClient(server.port, one.token) for _ in range(SOCKETS)] for one in people]
    for socket in itertools.chain(*made):
        assert socket.until_live() == []
    grown = [loop for loop, count in polled(server.pid).items() if count > before.get(loop, 0)]
    assert len(grown) == LOOPS, "sockets on each of them"
    yield *people, *made
    for socket in itertools.chain(*made):
        socket.drop()


def by_rest(person, chat, name):
    for i in range(EACH):
        say(person, chat, f"{name}-{i}")


def by_chat_socket(person, chat, name):
    with ws_raw.open_chat(person.api.port, chat, person.token) as ws:
        for i in range(EACH):
            ws.send_json({"text": f"{name}-{i}"})
        own = 0
        while own < EACH:
            own += ws.receive_json()["text"].startswith(f"{name}-")


def by_person_socket(socket, chat, name):
    numbers = [socket.say("send", chat_id=chat, text=f"{name}-{i}") for i in range(EACH)]
    for number in numbers:
        assert socket.reply(number)["type"] == "sent"


def change(person, chat, seqs):
    for seq in seqs:
        ok(person.api.put(chat_path(chat, f"/messages/{seq}/reactions/%F0%9F%91%8D")))
        ok(person.api.patch(chat_path(chat, f"/messages/{seq}"), {"text": f"changed {seq}"}))


def heard_by(socket, last):
    """The lasting events up to that cursor."""
    events = []
    while not events or events[-1]["cursor"] != last:
        events.append(socket.lasting())
    return events


def identity(event):
    message = event.get("message", {})
    return event["type"], event.get("chat_id"), event["cursor"], message.get("seq")


def test_every_socket_on_either_loop_hears_everything_once_and_in_order(sockets):
    anna, boris, hers, his = sockets
    since = hers[0].cursor
    chats = [http_api.make_group(anna, boris)["id"] for _ in range(2)]
    for chat in chats:
        for i in range(10):
            say(anna, chat, f"early-{i}")
    work = [
        (by_rest, anna, chats[0], "rest-a"),
        (by_rest, boris, chats[1], "rest-b"),
        (by_chat_socket, boris, chats[0], "chat-b"),
        (by_chat_socket, anna, chats[1], "chat-a"),
        (by_person_socket, hers[0], chats[0], "person-a"),
        (by_person_socket, his[1], chats[1], "person-b"),
        (change, anna, chats[0], range(1, 11)),
        (change, anna, chats[1], range(1, 11)),
    ]
    with concurrent.futures.ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(*one) for one in work]:
            done.result()
    whole = [identity(event) for event in lasting(anna, since)]
    assert [identity(event) for event in lasting(boris, since)] == whole
    assert collections.Counter(kind for kind, *_ in whole) == {
        "chat_added": 2,
        "message": 2 * (10 + 3 * EACH),
        "reaction": 20,
        "message_edited": 20,
    }
    for socket in hers + his:
        heard = heard_by(socket, whole[-1][2])
        assert [identity(event) for event in heard] == whole
        assert [event for event in socket.pending() if "cursor" in event] == []


def test_membership_changes_while_messages_go_on(sockets):
    """One is removed and added again: never a message of the time between, never a hole within."""
    anna, boris, hers, his = sockets
    since = hers[0].cursor
    chat = http_api.make_group(anna, boris)["id"]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        talking = pool.submit(by_person_socket, hers[0], chat, "a")
        for _ in range(5):
            ok(http_api.remove_member(anna, chat, boris), 204)
            http_api.add_member(anna, chat, boris)
        talking.result()
    last = say(anna, chat, "the last")["seq"]
    final = [e["message"]["seq"] for e in lasting(boris, since) if e["type"] == "message"]
    for socket in hers:
        assert memberships(socket, last) == [list(range(1, last + 1))]
    for socket in his:
        assert memberships(socket, last)[-1] == final


def memberships(socket, last):
    """The seqs that a socket heard up to the last message, by membership."""
    heard, places, member = [], [], False
    while not (member and heard[-1][-1:] == [last]):
        event = socket.lasting()
        places.append(position(event["cursor"]))
        if event["type"] in ("chat_added", "chat_removed"):
            member = event["type"] == "chat_added"
            heard += [[]] if member else []
        elif event["type"] == "message":
            assert member, "of a chat that one is not in"
            heard[-1].append(event["message"]["seq"])
    assert places == sorted(set(places))
    for seqs in heard:
        assert not seqs or seqs == list(range(seqs[0], seqs[-1] + 1))
    return heard
