"""Clients that are not ours: Debian's python3-websockets, node's fetch, curl's upgrade."""
import asyncio
import json
import shutil
import subprocess

import http_api
import pytest

websockets = pytest.importorskip("websockets")


def uri(port, chat, token):
    return f"ws://127.0.0.1:{port}/chat/ws/{chat}?token={token}"


def test_python_websockets_talk_to_each_other(port, anna, boris):
    chat = http_api.make_group(anna, boris)["id"]

    async def converse():
        async with websockets.connect(uri(port, chat, anna.token)) as a, websockets.connect(
            uri(port, chat, boris.token)
        ) as b:
            await a.send(json.dumps({"chat_id": chat, "sender_id": anna.id, "text": "Привет!"}))
            heard = [json.loads(await asyncio.wait_for(ws.recv(), 10)) for ws in (a, b)]
            assert {message["text"] for message in heard} == {"Привет!"}
            await asyncio.wait_for(await b.ping(), 10)
            await b.send(["{\"text\":", "\"in ", "pieces\"}"])
            assert json.loads(await asyncio.wait_for(a.recv(), 10))["text"] == "in pieces"
            await a.close(1000, "bye")
            assert a.close_code == 1000

    asyncio.run(converse())


def test_a_subprotocol_token_by_python_websockets(port, anna):
    chat = http_api.make_group(anna)["id"]

    async def converse():
        protocols = ["asq", f"bearer.{anna.token}"]
        async with websockets.connect(
            f"ws://127.0.0.1:{port}/chat/ws/{chat}", subprotocols=protocols
        ) as ws:
            assert ws.subprotocol == "asq"
            await ws.send(b"binary")
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await asyncio.wait_for(ws.recv(), 10)
            assert closed.value.code == 1003

    asyncio.run(converse())


def test_too_large_a_message_by_python_websockets_is_1009(port, anna):
    chat = http_api.make_group(anna)["id"]

    async def converse():
        async with websockets.connect(uri(port, chat, anna.token)) as ws:
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await ws.send("x" * (256 * 1024 + 1))
                await asyncio.wait_for(ws.recv(), 10)
            assert closed.value.code == 1009

    asyncio.run(converse())


SCRIPT = """
const [base, email] = process.argv.slice(2);
const json = { "Content-Type": "application/json" };
const post = (path, body, headers) => fetch(base + path, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
const must = async (reply, status) => {
  const body = await reply.json();
  if (reply.status !== status) throw new Error(`${reply.url}: ${reply.status} ${JSON.stringify(body)}`);
  return body;
};
const user = await must(await post("/chat/register", { username: "node", email, password: "secret" }), 201);
const form = new URLSearchParams({ username: email, password: "secret" });
const { access_token } = await must(await fetch(base + "/chat/token", { method: "POST", body: form }), 200);
const auth = { Authorization: `Bearer ${access_token}` };
const group = await must(await post("/chat/group", { creator_id: user.id, name: "by node", participant_ids: [] }, auth), 201);
await must(await post("/chat/group-message", { chat_id: group.id, sender_id: user.id, text: "by fetch 🙂" }, auth), 201);
const [message] = await must(await fetch(`${base}/chat/group-history/${group.id}?limit=50&offset=0`, { headers: auth }), 200);
console.log(message.text);
"""


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_a_conversation_by_nodes_fetch(port, tmp_path):
    (tmp_path / "converse.mjs").write_text(SCRIPT)
    run = subprocess.run(
        [
            "node",
            str(tmp_path / "converse.mjs"),
            f"http://127.0.0.1:{port}",
            f"{http_api.unique()}@example.com",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "by fetch 🙂"
