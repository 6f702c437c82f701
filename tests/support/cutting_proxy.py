"""A TCP proxy that cuts its connections after so many bytes, by a seed. For asyncio."""
import asyncio
import random


class CuttingProxy:
    """async with CuttingProxy(port, seed) as proxy: ... proxy.port; stops cutting with calm()."""

    def __init__(self, port, seed, least=200, most=6000):
        self._target = port
        self._random = random.Random(seed)
        self._bounds = (least, most)
        self._server = None
        self._tasks = set()
        self.cuts = 0
        self._calm = False

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def calm(self):
        self._calm = True

    async def _serve(self, reader, writer):
        self._tasks.add(asyncio.current_task())
        peer_reader, peer_writer = await asyncio.open_connection("127.0.0.1", self._target)
        room = [self._random.randint(*self._bounds)]
        ways = [
            asyncio.ensure_future(self._pass(reader, peer_writer, room)),
            asyncio.ensure_future(self._pass(peer_reader, writer, room)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            writer.transport.abort()
            peer_writer.transport.abort()
            self._tasks.discard(asyncio.current_task())

    async def _pass(self, reader, writer, room):
        while data := await reader.read(512):
            room[0] -= len(data)
            if room[0] < 0 and not self._calm:
                self.cuts += 1
                writer.write(data[: self._random.randrange(len(data) + 1)])
                await writer.drain()
                return
            writer.write(data)
            await writer.drain()
