"""What befalls the server. Each fault ends with a server that serves again; what should not have been
is kept in `failures`.
"""
import asyncio
import errno
import os
import shutil
import sqlite3
import subprocess

import asq_process

import dump
from disk import NotHere, SmallDisk
from server import FAKETIME, FIU

POINTS = ("before_commit", "after_commit", "after_announce", "during_checkpoint")
# The places in an upgrade where a kill is worth a look, counted from the first
# (src/store/sqlite/core/schema.cpp, upkeep/folds.cpp): the copy made, renamed; the handles made, and
# their index; then before and after the commit, behind which the next start finds nothing to upgrade.
BEFORE_THE_COMMIT = (
    ("during_migration", 1),
    ("during_migration", 2),
    ("during_folds", 1),
    ("during_folds", 2),
    ("during_migration", 3),
)
AFTER_THE_COMMIT = ("during_migration", 4)
PLACES_IN_FOLDS = (1, 2, 3)  # the same two; and behind the commit
CUTS_IN_A_MIGRATION = 2
BROKEN_DISK = 70  # the exit status of a server whose disk has failed


class Faults:
    """Threads: one event loop. `disk` is a LoopDisk or None."""

    def __init__(self, server, crowd, journal, random, disk, folder):
        self.server, self.crowd, self.journal = server, crowd, journal
        self.random, self.disk, self.folder = random, disk, folder
        self.failures = []
        self.skipped = {}  # kind: why

    async def befall(self, kind):
        try:
            await getattr(self, kind)()
        except NotHere as reason:
            self.skipped[kind] = str(reason)
        if not self.server.running:
            await self.start()

    def note(self, kind, **fields):
        self.journal.write("fault", kind=kind, **fields)

    def expect(self, right, words):
        if not right:
            self.failures.append(f"{words}\n{self.server.log_tail(1500)}")

    async def start(self, **environment):
        await self.server.start(**environment)
        self.journal.write("up")

    async def some_load(self, least=0.1, most=0.7):
        await asyncio.sleep(self.random.uniform(least, most))

    # ---- it ends

    async def kill(self):
        await self.some_load()
        await self.server.kill()
        self.note("kill")

    async def kill_at(self):
        """At a named place; if it does not pass there in time, anywhere."""
        point = self.random.choice(POINTS)
        count = self.random.randrange(1, 60)
        await self.server.kill()
        self.note("kill")
        try:
            await self.start(ASQ_KILL_AT=f"{point}:{count}")
        except asq_process.StartFailed as ended:
            # Clients that had waited for it were quicker there than /readyz was asked.
            self.expect(ended.code == -9, f"killed at {point}, it ended with {ended.code}")
            self.note("kill", point=point)
            return
        if point == "during_checkpoint":
            # The last one comes for certain.
            await self.some_load(0.2, 0.5)
            self.server.terminate()
        if await self.server.wait(3.0) is None:
            await self.server.kill()
        self.note("kill", point=point)

    async def migration(self):
        """Killed at every place of the upgrade, and then let through."""
        for point, place in BEFORE_THE_COMMIT:
            if not await self.killed_while_starting(point, place):
                self.failures.append(f"the migration did not pass {point}:{place}")
            left = await asyncio.to_thread(schema_of, self.server.data, self.folder / "killed")
            self.expect(left == 1, f"killed at {point}:{place}, it left schema {left}")
        if self.disk is not None:
            for _ in range(CUTS_IN_A_MIGRATION):
                await self.cut_while_starting()
        # A cut may have come behind the commit.
        if not await self.killed_while_starting(*AFTER_THE_COMMIT) and self.disk is None:
            self.failures.append("the migration did not pass its commit")
        await self.start()

    async def folds(self):
        """The library folds otherwise than at the last start: killed at every place of making all
        anew, and then let through.
        """
        status = await self.server.stop()
        self.expect(status == 0, f"before its folds went it ended with {status}")
        await asyncio.to_thread(forget_folds, self.server.data)
        self.note("folds")
        for place in PLACES_IN_FOLDS:
            killed = await self.killed_while_starting("during_folds", place)
            self.expect(killed, f"the folds did not pass their place {place}")
        await self.start()

    async def killed_while_starting(self, point, place):
        """False: the server came up, as it did not pass there."""
        try:
            await self.server.start(ASQ_KILL_AT=f"{point}:{place}")
        except asq_process.StartFailed as ended:
            self.expect(ended.code == -9, f"killed at {point}, it ended with {ended.code}")
            self.note("kill", point=point)
            return True
        await self.server.kill()
        self.note("kill", point=point)
        return False

    async def cut_while_starting(self):
        starting = asyncio.create_task(self.server.start())
        while not self.server.running and not starting.done():
            await asyncio.sleep(0)
        await self.some_load(0.0, 0.06)
        await self.lose_power()
        try:
            await starting
        except asq_process.StartFailed:
            pass
        await asyncio.to_thread(self.disk.come_back)

    async def power_cut(self):
        if self.disk is None:
            raise NotHere("no disk that can lose power")
        await self.some_load()
        await self.lose_power()
        await asyncio.to_thread(self.disk.come_back)

    async def lose_power(self):
        # All at once, as power goes. With the process still at work, an fdatasync of ext4 that is
        # under way when the shutdown comes may report success for what the shutdown then discards
        # (seen with a bare writer too): a crash that no disk has.
        await self.server.freeze()
        await asyncio.to_thread(self.disk.lose_power)
        await self.server.kill()
        self.note("power_cut")

    async def terminate(self):
        await self.some_load()
        status = await self.server.stop()
        self.note("terminate")
        self.expect(status == 0, f"after SIGTERM it ended with {status}")

    # ---- the disk

    async def disk_broken(self):
        """EIO from some moment on: it stops acknowledging, and ends."""
        call = self.random.choice(("sync/fdatasync", "rw/pwrite"))
        await self.start_with_fiu()
        await self.some_load()
        await self.tell_fiu(f"enable name=posix/io/{call},failinfo={errno.EIO}")
        status = await self.server.wait(10.0)
        self.note("disk_broken", call=call)
        self.expect(status == BROKEN_DISK, f"with EIO from {call} it ended with {status}")
        await self.server.kill()

    async def disk_stutters(self):
        """Every other write is a short one: it is gone on with."""
        await self.start_with_fiu()
        await self.tell_fiu("enable_random name=posix/io/rw/pwrite/reduce,probability=0.5")
        self.note("disk_stutters")
        await self.some_load(0.5, 1.0)
        self.expect(self.server.running, "of short writes it died")
        await self.server.kill()
        self.note("kill")

    async def start_with_fiu(self):
        library = FIU / "fiu_run_preload.so"
        if not library.exists():
            raise NotHere(f"{library} is missing (Debian: fiu-utils)")
        await self.server.kill()
        self.note("kill")
        await self.start(
            LD_PRELOAD=f"{library} {FIU / 'fiu_posix_preload.so'}",
            FIU_CTRL_FIFO=str(self.folder / "fiu"),
            FIU_ENABLE="",
        )

    async def tell_fiu(self, command):
        pid = str(self.server.process.pid)
        told = await asyncio.to_thread(
            subprocess.run,
            ["fiu-ctrl", "-f", str(self.folder / "fiu"), "-c", command, pid],
            capture_output=True,
            check=False,
        )
        self.expect(told.returncode == 0, f"fiu-ctrl: {told.stderr}")

    async def disk_slow(self):
        """Each commit takes a fiftieth of a second."""
        await self.server.kill()
        self.note("kill")
        await self.start(ASQ_SLOW_AT="before_commit:20")
        self.note("disk_slow")
        await self.some_load(1.0, 2.0)
        await self.server.kill()
        self.note("kill")

    async def disk_full(self):
        """No room: what does not fit is refused, reading goes on; with room again it all works."""
        status = await self.server.stop()
        self.expect(status == 0, f"before it moved it ended with {status}")
        home = self.server.data
        size = sum(one.stat().st_size for one in home.iterdir()) + (24 << 20)
        small = SmallDisk(self.folder, size)
        try:
            await asyncio.to_thread(copy, home, small.point / "data")
            self.server.move(small.point / "data")
            await self.start()
            await self.some_load()
            await asyncio.to_thread(small.fill, 256 << 10)
            await self.expect_soon("507 on a full disk", lambda: self.crowd.heard_of("storage_full"))
            page = await self.crowd.somebody_reads()
            self.expect(page == "ok", f"on a full disk, a history: {page}")
            self.note("disk_full")
            small.make_room()
            self.crowd.forget_codes()
            before = self.crowd.acknowledged
            await self.expect_soon(
                "room again", lambda: self.crowd.acknowledged > before + 5
            )
            await self.some_load()
            status = await self.server.stop()
            self.expect(status == 0, f"after the full disk it ended with {status}")
            await asyncio.to_thread(copy, small.point / "data", home)
        finally:
            await self.server.kill()
            self.server.move(home)
            await asyncio.to_thread(small.discard)

    async def expect_soon(self, words, condition, patience=10.0):
        until = asyncio.get_running_loop().time() + patience
        while not condition():
            if asyncio.get_running_loop().time() > until or not self.server.running:
                self.expect(False, f"{words}: not within {patience} s")
                return
            await asyncio.sleep(0.02)

    # ---- the machine

    async def no_descriptors(self):
        """None left: accepting waits, nobody dies; afterwards all come in."""
        self.server.limit_descriptors(self.random.randrange(3))
        self.note("no_descriptors")
        for _ in range(self.random.randrange(5, 15)):
            await self.some_load(0.05, 0.1)
            self.crowd.somebody_comes_back()
        self.expect(self.server.running, "without descriptors it died")
        if self.server.running:
            self.server.limit_descriptors(None)

    async def clock_jump(self):
        """The wall clock goes hours ahead, and back; timers and order know nothing of it."""
        if not FAKETIME:
            raise NotHere("libfaketime is missing (Debian: faketime)")
        await self.server.kill()
        self.note("kill")
        offset = self.folder / "clock"
        offset.write_text("+0\n")
        await self.start(
            LD_PRELOAD=str(FAKETIME[0]),
            FAKETIME_TIMESTAMP_FILE=str(offset),
            FAKETIME_CACHE_DURATION="1",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
            NO_FAKE_STAT="1",
        )
        for hours in (self.random.randrange(1, 20), 0):
            await self.some_load(0.5, 1.0)
            unfinished = offset.with_suffix(".new")
            unfinished.write_text(f"+{hours}h\n")
            unfinished.rename(offset)
            self.note("clock_jump", hours=hours)
        await self.some_load(1.5, 2.0)
        await self.server.kill()
        self.note("kill")

    async def second_server(self):
        """Another one on the same data is refused, and the first knows nothing of it."""
        done = await asyncio.to_thread(
            asq_process.run_asq,
            "serve", "--listen", "127.0.0.1:0", "--data", self.server.data,
        )  # fmt: skip
        self.note("second_server")
        self.expect(done.returncode == 1, f"a second server on the data ended with {done}")

    def expect_storage_failures(self, counts):
        """Only a disk that fails makes it say that it has failed."""
        said = self.server.process.log().count('"storage_failed"')
        failed = counts.get("disk_broken", 0)
        self.expect(said <= failed, f"storage_failed {said} times, the disk failed {failed} times")

    def heads(self):
        return dump.Heads(self.server.data)


def copy(source, target):
    """The data directory as it is, and on disk; the server has stopped."""
    if target.exists():
        for one in target.iterdir():
            one.unlink()
    target.mkdir(exist_ok=True)
    for one in source.iterdir():
        if one.is_file():
            shutil.copy2(one, target / one.name)
    os.sync()


def schema_of(data, scratch):
    """Of a copy: who opens a database that was killed changes it."""
    copy(data, scratch)
    database = sqlite3.connect(scratch / "asq.db")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return version


def forget_folds(data):
    """As if another version of ICU had made those of the database. The server has stopped."""
    database = sqlite3.connect(data / "asq.db")
    database.execute("UPDATE counters SET value = 7 WHERE name = 'folds_version'")
    database.commit()
    database.close()
