"""A client that loses nothing and doubles nothing, whatever becomes of its connection.
    python3 resume.py http://localhost:8000 TOKEN CHAT_ID TEXT...   (Debian: python3-websockets)"""
import asyncio, contextlib, http.client, json, random, sys, urllib.request, uuid, websockets
LOST = (OSError, EOFError, ValueError, http.client.HTTPException, websockets.WebSocketException)

class Client:
    def __init__(self, url, token, chat):  # an app keeps cursor, messages and outbox on disk
        self.url, self.chat, self.headers = url, int(chat), {"Authorization": f"Bearer {token}"}
        self.protocols = ["asq", f"bearer.{token}"]
        self.cursor, self.messages, self.outbox, self.socket, self.tasks = None, {}, {}, None, set()

    async def send(self, text):
        self.outbox[key := str(uuid.uuid4())] = {"type": "send", "chat_id": self.chat, "text": text}
        await self.say(self.socket, key)

    async def say(self, socket, key, refusal=None):
        await asyncio.sleep(refusal.get("retry_after", 1) if refusal else 0)
        with contextlib.suppress(AttributeError, KeyError, *LOST):  # said again after a hello
            await socket.send(json.dumps({**self.outbox[key], "id": key, "client_id": key}))

    async def run(self, *texts, pause=0.05, longest=30):  # until coming back is of no use
        await asyncio.gather(*map(self.send, texts))
        url, wait = f"ws{self.url[4:]}/chat/ws", pause
        while True:
            try:
                async with websockets.connect(url, subprotocols=self.protocols) as socket:
                    await socket.send(json.dumps({"id": 0, "type": "hello", "since": self.cursor}))
                    async for text in socket:
                        await self.hear(socket, **json.loads(text))
                        wait = pause
            except LOST as lost:  # a close or an answer, of websockets (old or new) or urllib
                how = getattr(lost, "rcvd", getattr(lost, "response", lost))
                code = getattr(how, "code", getattr(how, "status_code", 0))
                if code in (1002, 1003, 1007, 1009, 4401) or (400 <= code < 500 and code != 429):
                    return f"{'Log in again' if code in (401, 4401) else f'Chat {self.chat}'}: {lost}"
            await asyncio.sleep(random.uniform(0.5, 1) * (wait := min(2 * wait, longest)))

    async def hear(self, socket, type, id=None, error=None, **event):
        if type == "resync" or (type == "hello" and not event["resumed"]):
            await asyncio.to_thread(self.load)  # then only the cursor counts
        self.cursor = event.get("cursor", self.cursor)
        if type == "hello":
            self.socket = socket
            await asyncio.gather(*[self.say(socket, key) for key in self.outbox])
        elif type == "error" and error["retryable"]:
            self.tasks.add(asyncio.create_task(self.say(socket, id, error)))
        elif type in ("sent", "error") and (own := self.outbox.pop(id, None)) and error:
            print(f"Refused: {own['text']!r}: {error.get('errors', error['detail'])}", file=sys.stderr)
        elif event.get("chat_id") == self.chat and "message" in event:
            self.messages[event["message"]["seq"]] = event["message"]
            print(type, event["message"]["seq"], event["message"]["text"])

    def load(self, after=0):
        url = f"{self.url}/chat/chats/{self.chat}/messages?limit=200&after={after}"
        page = json.load(urllib.request.urlopen(urllib.request.Request(url, headers=self.headers)))
        self.messages.update({message["seq"]: message for message in page["messages"]})
        return page["has_newer"] and self.load(page["messages"][-1]["seq"])

if __name__ == "__main__": sys.exit(asyncio.run(Client(*sys.argv[1:4]).run(*sys.argv[4:])))
