"""A client that loses nothing and doubles nothing, whatever becomes of its connection.

    python3 resume.py http://localhost:8000 TOKEN CHAT_ID TEXT...

It needs python3-websockets (Debian), or `pip install websockets`.
"""
import asyncio
import contextlib
import http.client
import json
import random
import sys
import urllib.request
import uuid

import websockets

PAGE = 200  # messages that are loaded at once
LOST = (OSError, EOFError, ValueError, http.client.HTTPException, websockets.WebSocketException)
OF_NO_USE = (1002, 1003, 1007, 1009, 4401)  # closes after which coming back changes nothing


class Client:
    """An app keeps cursor, messages and outbox on disk."""

    def __init__(self, url, token, chat):
        self.url = url
        self.token = token
        self.chat = int(chat)
        self.cursor = None  # up to here everything has been heard
        self.messages = {}  # by seq
        self.outbox = {}  # commands without an answer yet, by client_id
        self.socket = None
        self.wait = 0  # before the connection is tried again
        self.tasks = set()

    async def send(self, text):
        key = str(uuid.uuid4())
        self.outbox[key] = {"type": "send", "chat_id": self.chat, "text": text}
        await self.say(self.socket, key)

    async def say(self, socket, key, after=0):
        """A command of the outbox. Said twice, it is still done once: its client_id is the same."""
        await asyncio.sleep(after)
        if socket is None or key not in self.outbox:
            return
        with contextlib.suppress(*LOST):  # then it is said again after the next hello
            await socket.send(json.dumps({**self.outbox[key], "id": key, "client_id": key}))

    async def run(self, *texts, pause=0.05, longest=30):
        """Until coming back is of no use. Returns why, as a sentence."""
        for text in texts:
            await self.send(text)
        while True:
            try:
                await self.listen()
            except LOST as lost:
                if sentence := self.why_to_stop(lost):
                    return sentence
            self.wait = min(2 * (self.wait or pause), longest)
            await asyncio.sleep(random.uniform(0.5, 1) * self.wait)

    async def listen(self):
        """One connection, to its end."""
        async with websockets.connect(
            "ws" + self.url.removeprefix("http") + "/chat/ws",
            subprotocols=["asq", f"bearer.{self.token}"],
        ) as socket:
            hello = {"id": 0, "type": "hello", "since": self.cursor}
            await socket.send(json.dumps(hello))
            async for text in socket:
                await self.hear(socket, **json.loads(text))
                self.wait = 0

    def why_to_stop(self, lost):
        """`lost` is a close of a socket or an answer over HTTP. Nothing: it may work again."""
        how = lost.rcvd if hasattr(lost, "rcvd") else getattr(lost, "response", lost)
        code = getattr(how, "code", getattr(how, "status_code", 0))
        if code in (401, 4401):
            return f"Log in again: {lost}"
        if code in OF_NO_USE or (400 <= code < 500 and code != 429):
            return f"Chat {self.chat}: {lost}"
        return None

    async def hear(self, socket, type, id=None, error=None, **event):
        if type == "resync" or (type == "hello" and not event["resumed"]):
            await asyncio.to_thread(self.load)  # from here on the cursor is enough
        self.cursor = event.get("cursor", self.cursor)
        if type == "hello":
            self.socket = socket
            for key in list(self.outbox):
                await self.say(socket, key)
        elif type == "error" and error["retryable"]:
            again = self.say(socket, id, error.get("retry_after", 1))
            task = asyncio.create_task(again)
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        elif type in ("sent", "error"):
            command = self.outbox.pop(id, None)
            if command and error:
                why = error.get("errors", error["detail"])
                print(f"Refused: {command['text']!r}: {why}", file=sys.stderr)
        elif event.get("chat_id") == self.chat and "message" in event:
            message = event["message"]
            self.messages[message["seq"]] = message
            print(type, message["seq"], message["text"])

    def load(self):
        """The whole history, page by page."""
        last, more = 0, True
        while more:
            request = urllib.request.Request(
                f"{self.url}/chat/chats/{self.chat}/messages?limit={PAGE}&after={last}",
                headers={"Authorization": f"Bearer {self.token}"},
            )
            with urllib.request.urlopen(request) as answer:
                page = json.load(answer)
            for message in page["messages"]:
                last = message["seq"]
                self.messages[last] = message
            more = page["has_newer"]


if __name__ == "__main__":
    url, token, chat, *texts = sys.argv[1:]
    sys.exit(asyncio.run(Client(url, token, chat).run(*texts)))
