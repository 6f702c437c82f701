"""The server under test, with what the faults need to know of it."""
import asyncio
import os
import pathlib
import resource
import signal

import asq_process

FIU = pathlib.Path("/usr/lib/fiu")
FAKETIME = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))

# A small outbox, so that slow readers are caught up from the store; tokens that last; no waiting
# for a second password.
ARGUMENTS = [
    "--loops", "2", "--outbox-frames", "64", "--outbox-size", "64KiB",
    "--access-token-lifetime", "30d", "--stalled-after", "60s",
]  # fmt: skip


def thread_states(pid):
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/stat", encoding="utf-8") as stat:
            yield stat.read().rpartition(")")[2].split()[0]


class Server:
    """Threads: one event loop; what blocks runs on another thread."""

    def __init__(self, data, log, extra=None):
        self.extra = dict(extra or {})
        self.process = asq_process.AsqServer(data=data, args=ARGUMENTS)
        self.process.log_path = log
        self.process.port = asq_process.free_port()

    @property
    def data(self):
        return self.process.data

    def port(self):
        return self.process.port

    @property
    def running(self):
        return self.process.running

    async def start(self, **environment):
        """Raises asq_process.StartFailed if it ends before it is ready."""
        self.process.env = asq_process.environment("off", {**self.extra, **environment})
        await asyncio.to_thread(self.process.start)

    async def kill(self):
        await asyncio.to_thread(self.process.kill)

    async def wait(self, timeout):
        """Its exit status, or None if it still runs then."""
        until = asyncio.get_running_loop().time() + timeout
        while self.running:
            if asyncio.get_running_loop().time() > until:
                return None
            await asyncio.sleep(0.005)
        return self.process.process.returncode

    async def freeze(self):
        """From here on none of its threads runs; some may still be in the kernel, on the disk."""
        if not self.running:
            return
        self.process.process.send_signal(signal.SIGSTOP)
        while self.running and not all(
            state in "TtDZ" for state in thread_states(self.process.pid)
        ):
            await asyncio.sleep(0)

    def terminate(self):
        self.process.process.send_signal(signal.SIGTERM)

    async def stop(self):
        """SIGTERM; the exit status, and None if that takes longer than the contract allows."""
        self.terminate()
        return await self.wait(10.0)

    def move(self, data):
        self.process.data = pathlib.Path(data)

    def limit_descriptors(self, more):
        """Only so many more than it has open; None: as before."""
        pid = self.process.pid
        soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        if more is None:
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))
        else:
            have = len(os.listdir(f"/proc/{pid}/fd"))
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (min(have + more, soft), hard))

    def log_tail(self, size=3000):
        return self.process.log()[-size:]

    def discard(self):
        self.process.discard()
