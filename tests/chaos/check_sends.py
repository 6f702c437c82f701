"""P1, P2, P3, P5 and P7 of the sends: nothing lost, doubled, made up or out of order."""
import dataclasses

from past import NEVER, Violation


@dataclasses.dataclass
class Sending:
    """All attempts to send one message."""

    key: tuple
    attempts: list
    seqs: set = dataclasses.field(default_factory=set)  # where it is stored

    @property
    def acknowledged(self):
        return [one for one in self.attempts if one.ok]

    @property
    def began(self):
        return min(one.began for one in self.attempts)

    @property
    def ended(self):
        return min((one.ended for one in self.acknowledged), default=NEVER)

    def __str__(self):
        return f"the message of {self.attempts[0]}, client_id {self.attempts[0].said['client_id']}"


def key_of(operation):
    """With a client_id that is the message; without one the text is, which no other has."""
    client_id = operation.said["client_id"]
    mark = ("id", client_id) if client_id else ("text", operation.said["hash"])
    return operation.chat, operation.client, mark


def gather(past, final):
    sendings = {}
    for operation in past.of_kind("send"):
        key = key_of(operation)
        sendings.setdefault(key, Sending(key, [])).attempts.append(operation)
    for (chat, sender, client_id), seqs in final.by_client_id().items():
        sending = sendings.get((chat, sender, ("id", client_id)))
        if sending:
            sending.seqs |= seqs
    for (chat, seq), stored in final.by_seq.items():
        sending = sendings.get((chat, stored.state.sender, ("text", stored.state.hash)))
        if sending:
            sending.seqs.add(seq)
    return sendings


def check(past, final):
    sendings = gather(past, final)
    yield from check_acknowledged(sendings, final)
    yield from check_explained(past, sendings, final)
    yield from check_numbers(final)
    yield from check_reuse(past, final)
    yield from check_real_time(sendings)
    yield from check_own_reads(past)


def check_acknowledged(sendings, final):
    for sending in sendings.values():
        chat = sending.key[0]
        if final.is_gone(chat):
            continue
        if len(sending.seqs) > 1:
            yield Violation("doubled", f"{sending} is stored as {sorted(sending.seqs)}")
        for operation in sending.acknowledged:
            told = operation.message
            if told.seq not in sending.seqs:
                where = f"stored as {sorted(sending.seqs)}" if sending.seqs else "not stored"
                yield Violation("lost", f"{operation} was told seq {told.seq}, and is {where}")
                continue
            stored = final.state(chat, told.seq)
            if stored is None or (stored.id, stored.sender) != (told.id, operation.client):
                yield Violation("altered", f"{operation} was told {told}; stored is {stored}")
        if sending.seqs and not any(one.possible for one in sending.attempts):
            yield Violation("phantom", f"{sending} was refused, and is stored")


def check_explained(past, sendings, final):
    """Whatever is stored was there before the load or has been sent."""
    sent = {(one.key[0], seq) for one in sendings.values() for seq in one.seqs}
    for chat in past.base["chats"].keys() | final.history.keys():
        base = past.base["chats"].get(chat, {"messages": []})
        before = {message["seq"]: message for message in base["messages"]}
        for seq, message in before.items():
            stored = final.state(chat, seq)
            if stored is None or stored.id != message["id"]:
                yield Violation("lost", f"message {seq} of chat {chat}, from before the load")
        for stored in final.history.get(chat, []):
            seq = stored.state.seq
            if seq not in before and (chat, seq) not in sent:
                yield Violation("phantom", f"message {seq} of chat {chat}: nobody has sent it")


def check_numbers(final):
    """1, 2, 3 without holes; ids of their own; timestamps that never go back."""
    ids = {}
    for chat, history in final.history.items():
        seqs = [one.state.seq for one in history]
        if seqs != list(range(1, len(seqs) + 1)):
            odd = next(i + 1 for i, seq in enumerate(seqs) if seq != i + 1)
            yield Violation("hole", f"chat {chat} has {seqs[odd - 1]} where {odd} should be")
        last = final.dump["chats"][chat]["last_seq"]
        if len(seqs) != last:
            yield Violation("hole", f"chat {chat} has {len(seqs)} messages, its last_seq is {last}")
        for before, after in zip(history, history[1:]):
            if after.timestamp < before.timestamp:
                yield Violation(
                    "wrong_state",
                    f"message {after.state.seq} of chat {chat} is older than the one before it",
                )
        for one in history:
            other = ids.setdefault(one.state.id, (chat, one.state.seq))
            if other != (chat, one.state.seq):
                yield Violation("doubled", f"id {one.state.id} in {other} and in {chat}")


def check_reuse(past, final):
    """Another content under a client_id that is taken: 409, even after leaving the chat."""
    for operation in past.of_kind("reuse"):
        if operation.ok:
            yield Violation("altered", f"{operation}: another content under a client_id was taken")
        elif final.is_gone(operation.chat):
            continue
        elif operation.outcome == "fail" and operation.code != "client_id_reused":
            yield Violation("refused", f"{operation}: it should be client_id_reused")


def check_real_time(sendings):
    """What was acknowledged before another send began has the smaller seq."""
    chats = {}
    for sending in sendings.values():
        if len(sending.seqs) == 1:
            chats.setdefault(sending.key[0], []).append((*sending.seqs, sending))
    for chat, in_order in chats.items():
        latest = None  # of those with a smaller seq, the one that began last
        for _, sending in sorted(in_order, key=lambda one: one[0]):
            if latest and sending.ended < latest.began:
                yield Violation(
                    "real_time",
                    f"{sending} ended before {latest} began, and has the larger seq in chat {chat}",
                )
            if latest is None or sending.began > latest.began:
                latest = sending


def check_own_reads(past):
    """P7: who was told of a message never reads a history, or a list, that ends before it."""
    moments = [(t, 1, client, chat, seq) for t, client, chat, seq in past.tellings()]
    for operation in past.of_kind("history", "chats"):
        for chat, last in operation.lasts.items():
            moments.append((operation.began, 0, operation, int(chat), last))
    told = {}
    for _, telling, who, chat, seq in sorted(moments, key=lambda one: one[:2]):
        if telling:
            told[who, chat] = max(told.get((who, chat), 0), seq)
        elif seq < told.get((who.client, chat), 0):
            yield Violation(
                "stale_read",
                f"{who} ends at {seq}, after its client was told of {told[who.client, chat]}",
            )
