"""One person of the load: connections that are kept up, and what is done over them."""
import asyncio
import dataclasses
import time
import urllib.parse

import world
from journal import brief, text_hash
from rest import Lost, Rest, log_in
from sockets import GONE, ChatSocket, PersonSocket, Refused, backoff

LEFT_OPEN = 6.0  # seconds for which a socket is kept that the server should have closed

# What a socket says where a route answers with 5xx: it may have been done.
UNCERTAIN = {
    "internal",
    "overloaded",
    "shutting_down",
    "storage_full",
    "storage_unavailable",
    "login_queue_full",
}


@dataclasses.dataclass
class Draft:
    """A message to be sent, once, however often it takes."""

    chat: int
    client_id: str | None
    text: str
    reply_to: int | None = None
    seq: int | None = None  # where it is, when that is known


@dataclasses.dataclass
class Outcome:
    outcome: str  # ok, fail, unknown
    code: str | None = None
    answer: dict | None = None


def of_rest(status, answer):
    code = answer.get("code") if isinstance(answer, dict) else None
    if status < 300:
        return Outcome("ok", None, answer)
    return Outcome("unknown" if status >= 500 else "fail", code)


def of_socket(said):
    code = said.get("code") or said.get("error", {}).get("code")
    if "error" not in said:
        return Outcome("ok", None, said.get("message", said))
    return Outcome("unknown" if code in UNCERTAIN else "fail", code)


class Person:
    """Threads: one event loop."""

    def __init__(self, crowd, user, token):
        self.crowd, self.user, self.token = crowd, user, token
        self.email = world.email(user)
        self.journal = crowd.journal
        self.rest = Rest(crowd.port, token)
        self.second_rest = Rest(crowd.port, token)  # for what goes two ways at once
        self.socket = None  # PersonSocket
        self.keeps_socket = False
        self.cursor = None
        self.markers = {}
        self.chat_sockets = {}  # chat: ChatSocket or None while it is away
        self.last_seen = {}  # chat: seq, where the next socket of it begins
        self.drafts = []  # acknowledged, newest last
        self.unsettled = []
        self._connections = 0
        self._tasks = []

    def next_name(self, what=""):
        self._connections += 1
        return f"{self.user}/{what}{self._connections}"

    # ---- connections

    def keep_socket(self):
        self.keeps_socket = True
        self._tasks.append(asyncio.create_task(self._keep_socket()))

    async def _keep_socket(self):
        while True:
            fresh = PersonSocket(self.journal, self.next_name(), self.user, self.cursor)
            try:
                await fresh.connect(self.crowd.port(), self.token)
            except (*GONE, Refused):
                fresh.drop()
                await asyncio.sleep(backoff())
                continue
            fresh.markers = self.markers
            self.socket = fresh
            await fresh.run()
            self.socket, self.cursor = None, fresh.cursor

    def open_chat(self, chat, since):
        if chat not in self.chat_sockets:
            self.chat_sockets[chat] = None
            self._tasks.append(asyncio.create_task(self._keep_chat(chat, since)))

    async def _keep_chat(self, chat, since):
        """Until it is closed for good: removed from the chat, or given up."""
        while chat in self.chat_sockets:
            fresh = ChatSocket(self.journal, self.next_name(), self.user, chat, since)
            try:
                await fresh.connect(self.crowd.port(), self.token)
            except Refused as refusal:
                if refusal.status in (404, 409):
                    break
                await asyncio.sleep(backoff())
                continue
            except GONE:
                fresh.drop()
                await asyncio.sleep(backoff())
                continue
            self.chat_sockets[chat] = fresh
            await fresh.run()
            since = fresh.last
            if fresh.code == 4403 or chat not in self.chat_sockets:
                break
            self.chat_sockets[chat] = None
        self.chat_sockets.pop(chat, None)

    def sockets(self):
        return [one for one in (self.socket, *self.chat_sockets.values()) if one is not None]

    def stop(self):
        for task in self._tasks:
            task.cancel()
        self.rest.drop()
        self.second_rest.drop()

    # ---- operations

    async def attempt(self, kind, via, chat, call, conn=None, keep=(), **said):
        """Does it, and writes down that it began and how it ended."""
        number = self.journal.begin(self.user, kind, via, chat, conn=conn, **said)
        result = Outcome("unknown")
        try:
            result = await call()
        except Lost:
            pass
        finally:
            gave = {}
            if result.outcome == "ok":
                gave = {name: value for name, value in keep and keep(result.answer) or ()}
            self.journal.end(number, result.outcome, code=result.code, **gave)
            self.crowd.codes.add(result.code)
            self.crowd.acknowledged += kind == "send" and result.outcome == "ok"
        return result

    async def over_rest(self, method, path, body=None, rest=None, headers=()):
        rest = rest or self.rest
        return of_rest(*await rest.request(method, path, body, headers=headers))

    async def over_socket(self, type, **fields):
        if self.socket is None:
            raise Lost("no socket")
        return of_socket(await self.socket.command(type, **fields))

    @staticmethod
    def kept_message(answer):
        message = answer.get("message", answer)
        return [("message", brief(message))] if "seq" in message else []

    # ---- sending

    def ways(self, draft):
        """How a message can be sent just now."""
        ways = ["messages"]
        if draft.reply_to is None:
            if self.crowd.is_group(draft.chat):
                ways.append("group-message")
            if self.chat_sockets.get(draft.chat) and draft.client_id:
                ways.append("chat-socket")
        if self.socket is not None:
            ways.append("person-socket")
        return ways

    async def send(self, draft, way=None, kind="send", text=None, rest=None):
        """One attempt. `text`: another one than the draft's."""
        text = draft.text if text is None else text
        way = way or self.crowd.random.choice(self.ways(draft))
        content = {"text": text}
        if draft.client_id:
            content["client_id"] = draft.client_id
        if draft.reply_to:
            content["reply_to"] = draft.reply_to
        conn = None
        if way == "chat-socket":
            socket = self.chat_sockets[draft.chat]
            conn = socket.name

            async def call():
                return of_socket(await socket.ask(draft.client_id, content))

        elif way == "person-socket":
            conn = self.socket.name

            async def call():
                return await self.over_socket("send", chat_id=draft.chat, **content)

        else:
            call = self._send_over_rest(draft, way, content, rest or self.rest)
            await (rest or self.rest).connect()
        result = await self.attempt(
            kind,
            way,
            draft.chat,
            call,
            conn,
            self.kept_message,
            client_id=draft.client_id,
            hash=text_hash(text),
        )
        if result.outcome == "ok":
            message = result.answer.get("message", result.answer)
            draft.seq = message["seq"]
        return result

    def _send_over_rest(self, draft, way, content, rest):
        body, headers = dict(content), []
        if draft.client_id and self.crowd.random.random() < 0.2:
            headers.append(("Idempotency-Key", body.pop("client_id")))
        path = f"/chat/chats/{draft.chat}/messages"
        if way == "group-message":
            path, body["chat_id"] = "/chat/group-message", draft.chat

        async def call():
            return await self.over_rest("POST", path, body, rest, headers)

        return call

    async def send_new(self, draft):
        result = await self.send(draft)
        self.note(draft, result)

    def note(self, draft, result):
        if result.outcome == "ok":
            self.drafts = [*self.drafts[-30:], draft]
        elif result.outcome == "unknown" and draft.client_id:
            self.unsettled.append(draft)

    async def settle(self, patience=20.0):
        """Every unknown outcome is settled by a retry."""
        until = time.monotonic() + patience
        while self.unsettled and time.monotonic() < until:
            draft = self.unsettled.pop()
            self.note(draft, await self.send(draft))

    # ---- everything else

    async def change_message(self, kind, chat, seq, **said):
        """An edit, a deletion, or a reaction and taking it back."""
        path = f"/chat/chats/{chat}/messages/{seq}"
        socket = self.socket is not None and self.crowd.random.random() < 0.5
        fields = {"chat_id": chat, "seq": seq}
        if kind == "edit":
            method, type, body = "PATCH", "edit", {"text": said["text"]}
            fields["text"] = said["text"]
        elif kind == "delete":
            method, type, body = "DELETE", "delete", None
        else:
            method, type = ("PUT", "react") if said["on"] else ("DELETE", "unreact")
            path += "/reactions/" + urllib.parse.quote(said["emoji"])
            fields["emoji"], body = said["emoji"], None
        told = {name: value for name, value in said.items() if name != "text"}
        if kind == "edit":
            told["hash"] = text_hash(said["text"])

        async def call():
            if socket:
                return await self.over_socket(type, **fields)
            return await self.over_rest(method, path, body)

        way = "person-socket" if socket else "rest"
        return await self.attempt(kind, way, chat, call, None, self.kept_message, seq=seq, **told)

    async def change_chat(self, kind, method, path, chat, body=None, keep=(), **said):
        async def call():
            return await self.over_rest(method, path, body)

        return await self.attempt(kind, "rest", chat, call, None, keep, **said)

    async def visit(self, chat, seconds):
        """From another device: both kinds of sockets, some listening, and a logout."""
        try:
            token = await log_in(self.crowd.port, self.email, world.PASSWORD)
            device = self.next_name("device")
            sockets = [
                PersonSocket(self.journal, f"{device}-person", self.user, None, device),
                ChatSocket(self.journal, f"{device}-chat", self.user, chat, None),
            ]
            for socket in sockets if self.keeps_socket else sockets[1:]:
                await socket.connect(self.crowd.port(), token)
                self._tasks.append(asyncio.create_task(socket.run()))
        except (*GONE, Lost, Refused):
            return
        await asyncio.sleep(seconds)
        rest = Rest(self.crowd.port, token)

        async def call():
            return await self.over_rest("POST", "/chat/logout", rest=rest)

        names = [socket.name for socket in sockets if socket.was_open]
        await self.attempt("log_out", "rest", 0, call, conns=names)
        rest.drop()
        for socket in sockets:
            asyncio.get_running_loop().call_later(LEFT_OPEN, socket.drop)

    async def mark_read(self, chat, seq):
        socket = self.socket is not None and self.crowd.random.random() < 0.5

        async def call():
            if socket:
                return await self.over_socket("read", chat_id=chat, seq=seq)
            return await self.over_rest("POST", f"/chat/chats/{chat}/read", {"seq": seq})

        way = "person-socket" if socket else "rest"
        return await self.attempt("read", way, chat, call, seq=seq)

    async def read_history(self, chat):
        """The newest page, by any of the ways there are."""
        paths = [f"/chat/history/{chat}?limit=5", f"/chat/chats/{chat}/messages?limit=5"]
        if self.crowd.is_group(chat):
            paths.append(f"/chat/group-history/{chat}?limit=5")
        path = self.crowd.random.choice(paths)

        async def call():
            return await self.over_rest("GET", path)

        def keep(answer):
            messages = answer["messages"] if isinstance(answer, dict) else answer
            last = messages[-1]["seq"] if messages else 0
            return [("lasts", {chat: last}), ("messages", [brief(one) for one in messages])]

        return await self.attempt("history", "rest", chat, call, None, keep)

    async def list_chats(self):
        async def call():
            return await self.over_rest("GET", "/chat/chats?limit=200")

        def keep(answer):
            return [("lasts", {chat["id"]: chat["last_seq"] for chat in answer["chats"]})]

        return await self.attempt("chats", "rest", 0, call, None, keep)

    async def sync(self, cursor, limit):
        """A page of the catch-up for clients without a socket; it is written down as a connection."""
        began = time.monotonic()

        async def call():
            return await self.over_rest("GET", f"/chat/sync?since={cursor}&limit={limit}")

        result = await self.attempt("sync", "rest", 0, call)
        if result.outcome != "ok":
            return None
        name, page = self.next_name("sync"), result.answer
        self.journal.write(
            "open",
            conn=name,
            client=self.user,
            kind="sync",
            since=cursor,
            resumed=page["resumed"],
            cursor=cursor if page["resumed"] else page["cursor"],
            began=began,
        )
        for event in page["events"]:
            line = PersonSocket.event_line(event)
            if line is not None:
                self.journal.write("event", conn=name, **line)
        self.journal.write("event", conn=name, type="live", chat=None, cursor=page["cursor"])
        self.journal.write("close", conn=name, code=None)
        return page
