"""HTTP requests of the load: one connection that is kept, one request at a time."""
import asyncio
import json
import urllib.parse


class Lost(Exception):
    """The connection ended before the answer was there: nobody knows what became of the request."""


class Rest:
    """Threads: one event loop. `port()` says where the server is now."""

    def __init__(self, port, token=None, timeout=20.0):
        self.port = port
        self.token = token
        self.timeout = timeout
        self._reader = self._writer = None
        self._lock = asyncio.Lock()

    def drop(self):
        if self._writer is not None:
            self._writer.transport.abort()
        self._reader = self._writer = None

    async def connect(self):
        """Returns when there is a connection; while the server is away it is tried again."""
        while self._writer is None or self._writer.is_closing() or self._reader.at_eof():
            try:
                self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port())
            except OSError:
                await asyncio.sleep(0.05)

    async def request(self, method, path, body=None, form=None, headers=()):
        """(status, what the answer says). Raises Lost."""
        async with self._lock:
            await self.connect()
            try:
                return await asyncio.wait_for(
                    self._exchange(method, path, body, form, headers), self.timeout
                )
            except (OSError, EOFError, asyncio.TimeoutError, ValueError) as failure:
                self.drop()
                raise Lost(repr(failure)) from failure
            except asyncio.CancelledError:
                self.drop()
                raise

    async def _exchange(self, method, path, body, form, headers):
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
        lines += [f"{name}: {value}" for name, value in headers]
        content = b""
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
            lines.append("Content-Type: application/json")
        elif form is not None:
            content = urllib.parse.urlencode(form).encode()
            lines.append("Content-Type: application/x-www-form-urlencoded")
        if self.token:
            lines.append(f"Authorization: Bearer {self.token}")
        if content or method not in ("GET", "DELETE"):
            lines.append(f"Content-Length: {len(content)}")
        if self._writer is None:
            raise OSError("the connection was given up")
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + content)
        return await self._answer()

    async def _answer(self):
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        fields = {}
        for line in filter(None, head[1:]):
            name, _, value = line.partition(":")
            fields[name.lower()] = value.strip()
        content = await self._reader.readexactly(int(fields.get("content-length", "0")))
        if fields.get("connection", "").lower() == "close":
            self.drop()
        return status, json.loads(content) if content else None


async def log_in(port, username, password):
    """Raises Lost, where the server could not."""
    rest = Rest(port)
    form = {"username": username, "password": password}
    status, tokens = await rest.request("POST", "/chat/token", form=form)
    rest.drop()
    if status >= 500:
        raise Lost(f"{status} {tokens}")
    assert status == 200, (status, tokens)
    return tokens["access_token"]
