"""One run: a world, a server, a crowd, rounds of faults each healed once, and the verdict."""
import asyncio
import dataclasses
import json
import pathlib
import random
import shutil
import tempfile
import time

import asq_process

import checker
import dump
import journal
import world
from crowd import Crowd
from disk import LoopDisk, NotHere
from faults import Faults
from fresh_reader import FreshReader
from past import NEVER
from rest import log_in
from server import Server

SPECIALS = (
    "disk_full",
    "disk_broken",
    "disk_stutters",
    "disk_slow",
    "no_descriptors",
    "clock_jump",
    "terminate",
    "second_server",
    "folds",
)
SEEN_WITHIN = 10.0

# What has succeeded at least once in a run worth the name: (kind, via).
CHANGES = ("edit", "delete", "react", "read")
DONE = {
    *(("send", via) for via in ("messages", "group-message", "chat-socket", "person-socket")),
    *((kind, via) for kind in CHANGES for via in ("rest", "person-socket")),
    *(
        (kind, "rest")
        for kind in ("add", "invite", "join", "remove", "role", "rename", "profile", "create", "erase", "history", "sync")
    ),
}
ROUNDS_WORTH_THE_NAME = 3


@dataclasses.dataclass
class Plan:
    rounds: int = 10
    kills: int = 5  # a round
    kills_at: int = 3  # and at named places (for each the server is started anew, after another kill)
    cuts: int = 5
    specials: int = 1
    seconds: float = NEVER  # no round begins later than this
    people: int = world.PEOPLE
    environment: dict = dataclasses.field(default_factory=dict)  # of every server

    def of_round(self, number, dice):
        """The faults of one round, in their order."""
        kinds = ["kill"] * self.kills + ["kill_at"] * self.kills_at + ["power_cut"] * self.cuts
        first = number * self.specials
        kinds += [SPECIALS[(first + i) % len(SPECIALS)] for i in range(self.specials)]
        dice.shuffle(kinds)
        return kinds


@dataclasses.dataclass
class Verdict:
    seed: int
    violations: list
    failures: list  # what the server did not do as it should: exits, answers
    skipped: dict
    counts: dict
    folder: pathlib.Path

    @property
    def good(self):
        return not self.violations and not self.failures

    def count(self, *kinds):
        return sum(1 for one in self.violations if one.kind in kinds)

    def line(self):
        found = {
            "lost": self.count("lost", "hole"),
            "doubled": self.count("doubled"),
            "altered": self.count("altered", "phantom", "two_contents", "wrong_state"),
            "out of order": self.count(
                "out_of_order", "real_time", "stale_read", "outside_membership"
            ),
            "unseen": self.count("unseen"),
        }
        others = len(self.violations) - sum(found.values()) + len(self.failures)
        counted = ", ".join(f"{number} {name}" for name, number in self.counts.items())
        judged = ", ".join(f"{number} {name}" for name, number in found.items())
        return f"seed {self.seed}: {counted}: {judged}" + (f", {others} others" if others else "")


class Game:
    def __init__(self, seed, plan, say=lambda words: None):
        self.seed, self.plan, self.say = seed, plan, say
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="asq-chaos-"))
        self.random = random.Random(seed)
        self.skipped = {}
        self.disk = None
        self.server = None

    def play(self):
        """Returns the Verdict. The folder stays behind if that is not good."""
        try:
            verdict = asyncio.run(self._play())
        except BaseException:
            self.say(f"it broke off; what there was is in {self.folder}")
            raise
        finally:
            if self.server:
                self.server.discard()
            if self.disk:
                self.disk.discard()
        if verdict.good:
            shutil.rmtree(self.folder, ignore_errors=True)
        return verdict

    def _dice(self):
        return random.Random(self.random.getrandbits(64))

    def _data(self):
        try:
            self.disk = LoopDisk(self.folder)
            data = self.disk.point / "data"
        except NotHere as reason:
            self.skipped["power_cut"] = str(reason)
            data = self.folder / "data"
        data.mkdir(mode=0o700)
        return data

    async def _play(self):
        began = time.monotonic()
        data = self._data()
        log = journal.Journal(self.folder / "journal")
        base = world.make(data, self._dice())
        log.write("base", **base)
        self.server = Server(data, self.folder / "log", self.plan.environment)
        crowd = Crowd(log, self.server.port, self._dice(), base)
        faults = Faults(self.server, crowd, log, self._dice(), self.disk, self.folder)
        await faults.migration()
        tokens = {
            user: await log_in(self.server.port, world.email(user), world.PASSWORD)
            for user in [*range(1, self.plan.people + 1), world.WITNESS]
        }
        crowd.start({user: token for user, token in tokens.items() if user != world.WITNESS})
        await until(crowd.connected, 30.0)
        try:
            for number in range(self.plan.rounds):
                if time.monotonic() - began > self.plan.seconds:
                    break
                await self._round(number, crowd, faults, log)
        except asq_process.StartFailed as failure:
            faults.failures.append(f"it does not start any more, and ends with {failure.code}: {failure.log[-1000:]}")
            return Verdict(self.seed, [], faults.failures, self.skipped, {}, self.folder)
        return await self._judge(crowd, faults, log, tokens)

    async def _round(self, number, crowd, faults, log):
        crowd.gate.set()
        await asyncio.sleep(0.3)
        for kind in self.plan.of_round(number, self.random):
            await faults.befall(kind)
        await self._heal(number, crowd, faults, log)
        self.say(f"round {number + 1}: {log.operations} operations, {log.events} events")

    async def _heal(self, number, crowd, faults, log):
        """All is well again; whoever was slow reads on; every unknown outcome is settled. Then
        everybody has ten seconds to have heard everything.
        """
        await faults.some_load(0.3, 0.5)
        crowd.wake()
        await crowd.quiesce()
        await crowd.settle()
        await until(crowd.connected, 30.0)
        heads = await asyncio.to_thread(faults.heads)
        log.write("healed", round=number, head=heads.head)
        await until(
            lambda: crowd.caught_up(heads) and crowd.told_of_markers(heads), SEEN_WITHIN + 0.5
        )
        crowd.learn(heads)

    async def _judge(self, crowd, faults, log, tokens):
        readers = {
            chat: world.WITNESS if world.WITNESS in members else min(members)
            for chat, members in crowd.roster.items()
        }
        fresh = await FreshReader(self.server.port, tokens, readers, self.random).read()
        log.close()
        status = await self.server.stop()
        faults.expect(status == 0, f"at the end it ended with {status}")
        await crowd.stop()
        check = await asyncio.to_thread(asq_process.run_asq, "check", "--data", self.server.data)
        faults.expect(check.returncode == 0, f"asq check: {check.stdout}{check.stderr}")
        shutil.copy(self.server.data / "asq.db", self.folder)
        (self.folder / "fresh").write_text(json.dumps(fresh), encoding="utf-8")
        violations, past = judge(self.folder)
        faults.expect_storage_failures(past.counts)
        if len(past.heals) >= ROUNDS_WORTH_THE_NAME:
            done = {(one.kind, one.via) for one in past.operations.values() if one.ok}
            faults.expect(DONE <= done, f"never done: {DONE - done}")
        skipped = {**self.skipped, **faults.skipped}
        return Verdict(
            self.seed, violations, faults.failures, skipped, counts(past), self.folder
        )


async def until(condition, patience):
    deadline = time.monotonic() + patience
    while not condition() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)


def judge(folder):
    """(violations, the past) of what a run has left."""
    fresh = json.loads((folder / "fresh").read_text(encoding="utf-8"), object_hook=with_numbers)
    return checker.check(journal.load(folder / "journal"), fresh, dump.dump(folder))


def with_numbers(names):
    """JSON knows no numbers as keys."""
    return {int(key) if key.isdigit() else key: value for key, value in names.items()}


def counts(past):
    """What a run was about."""
    sends = past.of_kind("send")
    return {
        "acknowledged": len({(one.chat, one.message.seq) for one in sends if one.ok}),
        "retried": len(sends) - len({one.said["client_id"] or one.number for one in sends}),
        "resumed": sum(
            1
            for one in past.connections.values()
            if one.since is not None and (one.resumed or one.kind == "chat")
        ),
        "kills": past.counts.get("kill", 0),
        "cuts": past.counts.get("power_cut", 0),
        "other faults": sum(
            number
            for kind, number in past.counts.items()
            if kind not in ("kill", "power_cut")
        ),
    }
