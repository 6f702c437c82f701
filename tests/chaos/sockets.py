"""The sockets of the load: of one chat, and of a person. Each writes down what it hears, and answers
what is asked over it.
"""
import asyncio
import itertools
import json
import random
import socket
import time

import websockets
import websockets.exceptions

import positions
from journal import brief
from rest import Lost

SMALL_BUFFER = 4096  # the receive buffer of who may read slowly: the server's outbox fills
GONE = (websockets.exceptions.WebSocketException, OSError, EOFError, asyncio.TimeoutError)


class Refused(Exception):
    """The upgrade was answered with this status."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


class Socket:
    """One connection. `run()` reads until it ends. Threads: one event loop."""

    def __init__(self, journal, name, client):
        self.journal, self.name, self.client = journal, name, client
        self.reading = asyncio.Event()
        self.reading.set()
        self.waiting = {}  # what is under way: key -> future of a reply
        self.open = self.was_open = False
        self.code = None
        self._ws = None

    async def _connect(self, port, path):
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        plain.setblocking(False)
        try:
            await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", port))
            self._ws = await websockets.connect(
                f"ws://127.0.0.1:{port}{path}",
                sock=plain,
                compression=None,
                ping_interval=None,
                max_queue=4,
                open_timeout=20,
                close_timeout=2,
            )
        except websockets.exceptions.InvalidStatusCode as refusal:
            raise Refused(refusal.status_code) from refusal
        except BaseException:
            plain.close()
            raise

    async def run(self):
        try:
            while True:
                await self.reading.wait()
                self.hear(json.loads(await self._ws.recv()))
        except GONE:
            self.code = self._ws.close_code
        finally:
            self.open = False
            self.journal.write("close", conn=self.name, code=self.code)
            for future in self.waiting.values():
                if not future.done():
                    future.set_exception(Lost("the socket ended"))
            self.waiting = {}
            self.drop()

    def hear(self, said):
        raise NotImplementedError

    async def ask(self, key, command):
        """Sends a command and waits for what answers it. Raises Lost."""
        if not self.open or key in self.waiting:
            raise Lost("no socket to send on")
        future = self.waiting[key] = asyncio.get_running_loop().create_future()
        try:
            await self._ws.send(json.dumps(command, ensure_ascii=False))
            return await asyncio.wait_for(asyncio.shield(future), 20)
        except GONE as failure:
            raise Lost(repr(failure)) from failure
        finally:
            self.waiting.pop(key, None)
            future.cancel()

    def answer(self, key, said):
        future = self.waiting.get(key)
        if future is not None and not future.done():
            future.set_result(said)

    def drop(self):
        """Without a goodbye."""
        if self._ws is not None and self._ws.transport is not None:
            self._ws.transport.abort()

    async def hang_up(self):
        try:
            await asyncio.wait_for(self._ws.close(1000), 3)
        except GONE:
            pass

    def pause(self):
        if self.open and self.reading.is_set():
            self.reading.clear()
            self.journal.write("pause", conn=self.name)

    def resume(self):
        if not self.reading.is_set():
            self.reading.set()
            if self.open:
                self.journal.write("resume", conn=self.name)


class ChatSocket(Socket):
    """Asked with a client_id; its own echo, a repeat or an error answers."""

    def __init__(self, journal, name, client, chat, since):
        super().__init__(journal, name, client)
        self.chat, self.since = chat, since
        self.last = since  # the newest seq that was heard; None: none yet
        self._asked = {}  # client_id: the text that waits for an answer

    async def connect(self, port, token):
        began = time.monotonic()
        query = "" if self.since is None else f"&since_seq={self.since}"
        await self._connect(port, f"/chat/ws/{self.chat}?token={token}{query}")
        self.open = self.was_open = True
        self.journal.write(
            "open",
            conn=self.name,
            client=self.client,
            kind="chat",
            chat=self.chat,
            since=self.since,
            began=began,
        )

    async def ask(self, key, command):
        if key not in self.waiting:
            self._asked[key] = command["text"]
        return await super().ask(key, command)

    def hear(self, said):
        if "seq" in said and not said.get("duplicate"):
            self.last = said["seq"]
            self.journal.write(
                "event",
                conn=self.name,
                type="message",
                chat=self.chat,
                cursor=None,
                message=brief(said),
            )
            # One's own of another text is an older message, caught up with, and answers nothing.
            if said["sender_id"] != self.client or said["text"] != self._asked.get(
                said.get("client_id")
            ):
                return
        self.answer(said.get("client_id"), said)


class PersonSocket(Socket):
    """Keeps the cursor to come back with, and the markers that it was told of."""

    def __init__(self, journal, name, client, since, device="main"):
        super().__init__(journal, name, client)
        self.since, self.device = since, device
        self.cursor = since
        self.resumed = False
        self.markers = {}  # (chat, user): the furthest that it was told of
        self._ids = itertools.count(1)

    @property
    def position(self):
        return positions.position(self.cursor)

    async def connect(self, port, token):
        began = time.monotonic()
        await self._connect(port, f"/chat/ws?token={token}")
        hello = {"id": "hello", "type": "hello"}
        if self.since is not None:
            hello["since"] = self.since
        await self._ws.send(json.dumps(hello))
        reply = json.loads(await asyncio.wait_for(self._ws.recv(), 20))
        assert reply["type"] == "hello" and reply["id"] == "hello", reply
        self.cursor, self.resumed = reply["cursor"], reply["resumed"]
        self.open = self.was_open = True
        self.journal.write(
            "open",
            conn=self.name,
            client=self.client,
            kind="person",
            device=self.device,
            since=self.since,
            resumed=self.resumed,
            cursor=self.cursor,
            began=began,
        )

    def hear(self, said):
        if "id" in said:
            self.answer(said["id"], said)
            return
        event = self.event_line(said)
        if event is None:
            return
        self.journal.write("event", conn=self.name, **event)
        if said.get("cursor"):
            self.cursor = said["cursor"]
        if said["type"] == "message":
            self._mark(said["chat_id"], said["message"]["sender_id"], said["message"]["seq"])
        elif said["type"] == "read":
            self._mark(said["chat_id"], said["user_id"], said["seq"])

    def _mark(self, chat, user, seq):
        self.markers[chat, user] = max(self.markers.get((chat, user), 0), seq)

    @staticmethod
    def event_line(said):
        """An event as lines have it; None: of no interest to the checker."""
        if said["type"] in ("typing", "presence", "error"):
            return None
        line = {"type": said["type"], "chat": said.get("chat_id"), "cursor": said.get("cursor")}
        if "message" in said:
            line["message"] = brief(said["message"])
        elif said["type"] == "chat_added":
            line["name"] = said["chat"]["name"]
        elif said["type"] == "read":
            line.update(user=said["user_id"], seq=said["seq"])
        return line

    async def command(self, type, **fields):
        number = next(self._ids)
        return await self.ask(number, {"id": number, "type": type, **fields})

    async def tell(self, type, **fields):
        """A command without a reply."""
        try:
            await self._ws.send(json.dumps({"type": type, **fields}))
        except GONE as failure:
            raise Lost(repr(failure)) from failure


def backoff():
    return random.uniform(0.02, 0.08)
