"""A client that loses nothing and doubles nothing, whatever becomes of its connection.
    python3 resume.py http://localhost:8000 TOKEN CHAT_ID TEXT...   (Debian: python3-websockets)"""
import asyncio, contextlib, http.client, json, random, sys, urllib.request, uuid  # noqa: E401
import websockets
LOST = (OSError, EOFError, ValueError, http.client.HTTPException, websockets.WebSocketException)


class Client:
    def __init__(self, url, token, chat):
        self.url, self.socket_url, self.chat = url, f"ws{url[4:]}/chat/ws", chat
        self.headers = {"Authorization": f"Bearer {token}"}
        # An app keeps these three on disk: how far it has heard, what it knows, what it owes.
        self.cursor, self.messages, self.outbox, self.socket = None, {}, {}, None

    async def send(self, text):
        self.outbox[client_id := str(uuid.uuid4())] = text  # until it is answered
        await self.say(client_id)

    async def say(self, client_id):
        command = {"id": client_id, "type": "send", "chat_id": self.chat, "client_id": client_id}
        with contextlib.suppress(AttributeError, *LOST):  # said again after the next hello
            await self.socket.send(json.dumps({**command, "text": self.outbox[client_id]}))

    async def run(self, pause=0.1):
        while True:
            with contextlib.suppress(*LOST):
                async with websockets.connect(self.socket_url, extra_headers=self.headers) as socket:
                    await socket.send(json.dumps({"id": 0, "type": "hello", "since": self.cursor}))
                    async for text in socket:
                        await self.hear(socket, json.loads(text))
            self.socket = None
            await asyncio.sleep(pause * (1 + random.random()))  # an app waits ever longer

    async def hear(self, socket, event):
        kind = event["type"]
        if kind == "resync" or (kind == "hello" and not event["resumed"]):
            await asyncio.to_thread(self.load)  # then only the cursor counts
        self.cursor = event.get("cursor", self.cursor)
        if kind == "hello":
            self.socket = socket
            await asyncio.gather(*map(self.say, self.outbox))
        elif kind == "sent" or (kind == "error" and not event["error"]["retryable"]):
            self.outbox.pop(event.get("id"), None)
        elif event.get("chat_id") == self.chat and "message" in event:
            self.messages[event["message"]["seq"]] = event["message"]
            print(event["type"], event["message"]["seq"], event["message"]["text"])

    def load(self, after=0):
        url = f"{self.url}/chat/chats/{self.chat}/messages?limit=200&after={after}"
        page = json.load(urllib.request.urlopen(urllib.request.Request(url, headers=self.headers)))
        self.messages.update({message["seq"]: message for message in page["messages"]})
        if page["has_newer"]:
            self.load(page["messages"][-1]["seq"])


if __name__ == "__main__":
    me = Client(*sys.argv[1:3], int(sys.argv[3]))
    me.outbox = {str(uuid.uuid4()): text for text in sys.argv[4:]}
    asyncio.run(me.run())
