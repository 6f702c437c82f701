"""The example for app developers: its connection is lost at random, and its history is exact."""
import asyncio
import importlib.util
import io
import json
import pathlib
import subprocess
import sys
import types
import urllib.parse

import history
import http_api
import pytest
from asq_process import AsqServer, free_port
from positions import position
from cutting_proxy import CuttingProxy
from http_api import ok, say

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples" / "resume.py"
EACH = 100
PATIENCE = 60


@pytest.fixture
def example():
    spec = importlib.util.spec_from_file_location("resume_example", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recording(example, *args):
    """The example's client, which also counts what it hears: its `messages` could hide a double."""

    class Recording(example.Client):
        heard, cursors, errors = (), (), ()

        async def hear(self, socket, **event):
            await super().hear(socket, **event)
            if event["type"] == "message":
                self.heard += (event["message"]["seq"],)
            if "cursor" in event and event["type"] not in ("hello", "live"):
                self.cursors += (event["cursor"],)
            if event["type"] == "error":
                self.errors += (event["error"]["code"],)

    return Recording(*args)


def unread(messages):
    """Without whether somebody has read them: that changes without an event of the message's."""
    return [{**message, "read": None} for message in messages]


async def until(condition):
    async def poll():
        while not condition():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(poll(), PATIENCE)


async def running_until(client, condition, **pauses):
    """Runs the client until then."""
    running = asyncio.create_task(client.run(**pauses))
    await until(lambda: running.done() or condition())
    if running.done():
        running.result()
    while not running.done():
        running.cancel()  # wait_for() of Python 3.11 may swallow one
        await asyncio.sleep(0.01)


async def converse(client, proxy, other, chat):
    """Both say EACH texts, from when the client has its first cursor on."""

    def others_part():
        for i in range(EACH):
            say(other, chat, f"b{i}")

    async def talk():
        await until(lambda: client.cursor)
        talking = asyncio.create_task(asyncio.to_thread(others_part))
        for i in range(EACH):
            await client.send(f"a{i}")
        await talking
        proxy.calm()

    talking = asyncio.create_task(talk())
    everything = range(1, 2 * EACH + 1)
    await running_until(
        client,
        lambda: talking.done() and not client.outbox and set(client.messages) >= set(everything),
        pause=0.01,
    )
    await talking


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_client_that_is_cut_at_random_has_the_exact_history(example, port, person, seed):
    a, b = person("a"), person("b")
    chat = http_api.make_group(a, b)["id"]

    async def lose_connections():
        async with CuttingProxy(port, seed) as proxy:
            client = recording(example, f"http://127.0.0.1:{proxy.port}", a.token, chat)
            await converse(client, proxy, b, chat)
            return client, proxy.cuts

    client, cuts = asyncio.run(lose_connections())
    assert cuts >= 3
    expected = history.whole(a.api, chat)
    assert client.heard == tuple(range(1, 2 * EACH + 1)), "each once and in order"
    places = [position(cursor) for cursor in client.cursors]
    assert places == sorted(set(places))
    assert unread(client.messages[seq] for seq in sorted(client.messages)) == unread(expected)
    said = sorted(f"{who}{i}" for who in "ab" for i in range(EACH))
    assert sorted(message["text"] for message in expected) == said


def test_what_may_be_tried_again_is_said_again(example):
    """Over the limit of sends at first: all of it gets there, once."""
    args = ["--limit-send", "20/1s burst 5"]
    with AsqServer(args=args, limits=None) as server:
        a = http_api.register(server.port)
        chat = http_api.make_group(a)["id"]
        client = recording(example, f"http://127.0.0.1:{server.port}", a.token, chat)

        async def say_too_much():
            for i in range(20):
                await client.send(f"m{i}")
            await running_until(client, lambda: not client.outbox and len(client.heard) == 20)

        asyncio.run(say_too_much())
        assert "rate_limited" in client.errors
        texts = [message["text"] for message in history.whole(a.api, chat)]
    assert sorted(texts) == sorted(f"m{i}" for i in range(20))


def test_a_text_that_is_refused_is_named(example, port, person, capsys):
    a = person()
    client = example.Client(f"http://127.0.0.1:{port}", a.token, http_api.make_group(a)["id"])

    async def say_what_is_refused():
        for text in ("no\0no", "fine", ""):
            await client.send(text)
        await running_until(client, lambda: not client.outbox and client.messages)

    asyncio.run(say_what_is_refused())
    refused = sorted(capsys.readouterr().err.splitlines())
    assert len(refused) == 2 and not client.outbox
    for line, text, why in zip(refused, ("", "no\0no"), ("at least 1", "U+0000")):
        assert line.startswith(f"Refused: {text!r}: ") and why in line
    assert [message["text"] for message in client.messages.values()] == ["fine"]


# it stops where coming back is of no use


def run_to_its_end(client, once_it_lives=lambda: None):
    """What it says at its end."""

    async def live_and_end():
        running = asyncio.create_task(client.run(pause=0.01))
        await until(lambda: client.socket or running.done())
        await asyncio.to_thread(once_it_lives)
        return await asyncio.wait_for(running, PATIENCE)

    return asyncio.run(live_and_end())


def test_it_stops_when_its_session_has_ended(example, port, person):
    a = person()
    client = example.Client(f"http://127.0.0.1:{port}", a.token, http_api.make_group(a)["id"])
    assert "Log in again" in run_to_its_end(client, lambda: ok(a.api.post("/chat/logout"), 204))
    assert "Log in again" in run_to_its_end(client), "401 before anything is opened"


def test_it_stops_at_a_chat_that_is_not_its_own(example, port, pair, person):
    client = example.Client(f"http://127.0.0.1:{port}", person("c").token, pair[2])
    sentence = run_to_its_end(client)
    assert f"Chat {pair[2]}:" in sentence and "404" in sentence


def test_it_stops_at_what_is_too_large_for_a_socket(example, port, person):
    a = person()
    client = example.Client(f"http://127.0.0.1:{port}", a.token, http_api.make_group(a)["id"])
    client.outbox["key"] = {"type": "send", "chat_id": client.chat, "text": "x" * (256 * 1024)}
    assert "1009" in run_to_its_end(client)


@pytest.mark.parametrize("good_token, said", [(True, "404"), (False, "Log in again")])
def test_as_a_program_it_ends_with_a_sentence(port, person, good_token, said):
    token = person().token if good_token else "x"
    ended = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", EXAMPLE, f"http://127.0.0.1:{port}", token, "9999", "hello"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 1
    assert said in ended.stderr and len(ended.stderr.splitlines()) == 1, ended.stderr


# it comes back by and by


@pytest.fixture
def pauses(example):
    """The pauses before it comes back, as they begin; none is waited for."""
    begun = []

    async def pause(seconds):
        if seconds:
            begun.append(seconds)
        await asyncio.sleep(0)

    example.asyncio = types.SimpleNamespace(**{**vars(asyncio), "sleep": pause})
    return begun


def test_its_pauses_grow_and_each_is_another(example, pauses):
    client = example.Client(f"http://127.0.0.1:{free_port()}", "x", 1)
    asyncio.run(running_until(client, lambda: len(pauses) >= 15))
    most = [min(0.1 * 2**i, 30) for i in range(15)]
    shares = [pause / limit for pause, limit in zip(pauses, most)]
    assert all(0.5 <= share <= 1 for share in shares), pauses
    assert len({round(share, 6) for share in shares}) > 10, "by chance"


def test_after_a_connection_that_worked_the_pause_is_short_again(example, pauses):
    with AsqServer() as server:
        a = http_api.register(server.port)
        chat = http_api.make_group(a)["id"]
        client = example.Client(f"http://127.0.0.1:{server.port}", a.token, chat)

        async def lose_it_twice():
            await until(lambda: client.socket)
            first = client.socket
            server.kill()
            await until(lambda: len(pauses) >= 8)
            await asyncio.to_thread(server.start)
            await until(lambda: client.socket is not first)
            before = len(pauses)
            server.kill()
            await until(lambda: len(pauses) > before)
            return before

        async def run():
            losing = asyncio.create_task(lose_it_twice())
            await running_until(client, losing.done)
            return await losing

        before = asyncio.run(run())
    assert pauses[7] > 5 and pauses[before] <= 0.1


# the history it begins with


def page_of(url, most):
    """A page of a history of so many messages, as the server gives it."""
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    first = int(asked["after"]) + 1
    last = min(first + int(asked["limit"]) - 1, most)
    messages = [{"seq": seq} for seq in range(first, last + 1)]
    return {"messages": messages, "has_newer": last < most}


def test_a_long_history_is_loaded_whole(example, monkeypatch):
    """It called itself for each page: RecursionError after 198,000 messages."""
    most = 300_000
    monkeypatch.setattr(
        example.urllib.request,
        "urlopen",
        lambda request: io.StringIO(json.dumps(page_of(request.full_url, most))),
    )
    client = example.Client("http://127.0.0.1:1", "x", 1)
    client.load()
    assert list(client.messages) == list(range(1, most + 1))


@pytest.mark.parametrize("messages", [0, 1, 9, 10, 11, 35])
def test_pages_of_any_length_are_put_together(example, monkeypatch, port, person, messages):
    monkeypatch.setattr(example, "PAGE", 10)
    a = person()
    chat = http_api.make_group(a)["id"]
    for index in range(messages):
        http_api.send(a, chat, f"m{index}")
    client = example.Client(f"http://127.0.0.1:{port}", a.token, chat)
    client.load()
    assert [client.messages[seq] for seq in sorted(client.messages)] == history.whole(a.api, chat)


def test_it_is_read_in_one_sitting():
    lines = EXAMPLE.read_text().splitlines()
    assert len(lines) < 150
    assert max(map(len, lines)) <= 100
