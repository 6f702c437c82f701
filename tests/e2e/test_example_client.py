"""The example for app developers: its connection is lost at random, and its history is exact."""
import asyncio
import importlib.util
import pathlib

import http_api
import pytest
from cutting_proxy import CuttingProxy
from http_api import chat_path, ok, say

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples" / "resume.py"
EACH = 100
PATIENCE = 60


def load_example():
    spec = importlib.util.spec_from_file_location("resume_example", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def history(person, chat):
    messages, after = [], 0
    while True:
        page = ok(person.api.get(chat_path(chat, f"/messages?limit=200&after={after}")))
        messages += page["messages"]
        if not page["has_newer"]:
            return messages
        after = messages[-1]["seq"]


def unread(messages):
    """Without whether somebody has read them: that changes without an event of the message's."""
    return [{**message, "read": None} for message in messages]


async def until(condition):
    async def poll():
        while not condition():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(poll(), PATIENCE)


async def converse(port, example, other, chat, seed):
    """Both say EACH texts; returns the client and how often it was cut."""
    def others_part():
        for i in range(EACH):
            say(other, chat, f"b{i}")

    async with CuttingProxy(port, seed) as proxy:
        client = example(f"http://127.0.0.1:{proxy.port}")
        running = asyncio.create_task(client.run(pause=0.01))
        talking = asyncio.create_task(asyncio.to_thread(others_part))
        for i in range(EACH):
            await client.send(f"a{i}")
            await asyncio.sleep(0)
        await talking
        proxy.calm()
        await until(
            lambda: running.done() or (not client.outbox and len(client.messages) >= 2 * EACH)
        )
        if running.done():
            running.result()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return client, proxy.cuts


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_client_that_is_cut_at_random_has_the_exact_history(port, person, seed):
    a, b = person("a"), person("b")
    chat = http_api.make_group(a, b)["id"]
    module = load_example()
    client, cuts = asyncio.run(
        converse(port, lambda url: module.Client(url, a.token, chat), b, chat, seed)
    )
    expected = history(a, chat)
    kept = [client.messages[seq] for seq in sorted(client.messages)]
    assert unread(kept) == unread(expected)
    assert [message["seq"] for message in expected] == list(range(1, 2 * EACH + 1))
    said = sorted(f"{who}{i}" for who in "ab" for i in range(EACH))
    assert sorted(message["text"] for message in expected) == said
    assert cuts >= 3


def test_it_is_short():
    assert len(EXAMPLE.read_text().splitlines()) < 60
