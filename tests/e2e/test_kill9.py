"""kill -9 under load, fifty times: nothing acknowledged is lost, nothing is doubled (P1, P2, P3,
P5).

ASQ_E2E_SEED repeats a run, ASQ_E2E_ROUNDS makes it longer.
"""
import itertools
import os
import random
import threading
import time

import asq_process
import history
import http_api
import load

ROUNDS = int(os.environ.get("ASQ_E2E_ROUNDS", "50"))


class Chaos:
    def __init__(self, server, seed):
        self.server = server
        self.random = random.Random(seed)
        self.ledger = load.Ledger()
        self.heard = []  # (chat, {seq: (id, text)}) of every socket that there was
        self.people = [http_api.register(server.port, f"sender-{index}") for index in range(4)]
        self.chats = [
            http_api.make_group(self.people[0], *self.people[1:], name=f"chat-{index}")["id"]
            for index in range(2)
        ]
        self.texts = (
            f"text {number} " + "x" * self.random.randrange(300) for number in itertools.count()
        )
        self.texts = Locked(self.texts)

    def round(self):
        """Load, a kill at a random moment, a restart, and every unknown outcome settled by a
        retry.
        """
        stop = threading.Event()
        senders = []
        for index, person in enumerate(self.people):
            chat = self.chats[index % 2]
            senders.append(
                load.RestSender(self.server.port, person, chat, self.ledger, stop, self.texts)
            )
            senders.append(
                load.SocketSender(
                    self.server.port,
                    person,
                    chat,
                    self.ledger,
                    stop,
                    self.texts,
                    since=self.last_seq(chat),
                )
            )
        for sender in senders:
            sender.start()
        time.sleep(self.random.uniform(0.02, 0.35))
        self.server.kill()
        stop.set()
        for sender in senders:
            sender.join(20)
            assert not sender.is_alive()
            if isinstance(sender, load.SocketSender):
                self.heard.append((sender.chat, sender.heard))
        self.server.start()
        self.settle()

    def last_seq(self, chat):
        newest = self.people[0].api.get(f"/chat/history/{chat}?limit=1").json
        return newest[0]["seq"] if newest else 0

    def settle(self):
        again = self.ledger.take_unknown()
        self.random.shuffle(again)
        for operation in again:
            person = next(p for p in self.people if p.id == operation.sender)
            load.post(person.api, operation, self.ledger)

    def check(self):
        assert self.ledger.faults == []
        assert self.ledger.unknown == []
        for chat in self.chats:
            stored = history.whole(self.people[0].api, chat)
            history.assert_gapless(stored)
            self.check_operations(chat, stored)
            self.check_sockets(chat, stored)

    def check_operations(self, chat, stored):
        done = {
            operation.client_id: operation
            for operation in self.ledger.acknowledged
            if operation.chat == chat
        }
        assert len(stored) == len(done), "lost or phantom messages"
        for message in stored:
            operation = done[message["client_id"]]
            assert (message["seq"], message["id"], message["text"], message["sender_id"]) == (
                operation.seq,
                operation.id,
                operation.text,
                operation.sender,
            )
        self.check_order([done[message["client_id"]] for message in stored])

    @staticmethod
    def check_order(in_seq_order):
        """P3: an acknowledgement that ended before another send began has the smaller seq."""
        latest_begin = 0.0
        for operation in in_seq_order:
            assert operation.ended >= latest_begin, f"{operation} ended before a smaller seq began"
            latest_begin = max(latest_begin, operation.began)

    def check_sockets(self, chat, stored):
        by_seq = {message["seq"]: (message["id"], message["text"]) for message in stored}
        for heard_chat, heard in self.heard:
            if heard_chat == chat:
                assert all(
                    by_seq.get(seq) == what for seq, what in heard.items()
                ), "a socket heard what is not stored"


class Locked:
    """An iterator that several threads share."""

    def __init__(self, iterator):
        self.iterator = iterator
        self.lock = threading.Lock()

    def __next__(self):
        with self.lock:
            return next(self.iterator)


def test_kill_9_under_load_loses_and_doubles_nothing():
    seed = int(os.environ.get("ASQ_E2E_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"seed {seed} (ASQ_E2E_SEED={seed} repeats it), {ROUNDS} rounds")
    with asq_process.AsqServer(args=["--loops", "2"]) as server:
        chaos = Chaos(server, seed)
        for number in range(ROUNDS):
            chaos.round()
            assert chaos.ledger.faults == [], f"round {number}"
        chaos.check()
        print(f"{len(chaos.ledger.acknowledged)} messages acknowledged")
        assert len(chaos.ledger.acknowledged) > ROUNDS * 10
        assert server.stop() == 0
