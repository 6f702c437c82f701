"""What is left when all is healed: what a fresh reader reads, and what the database holds."""
import dataclasses

from past import Log, State


OWNER, MEMBER = 2, 0


def made_chats(past, dump):
    """chat: {user: role}, of those that the load has made; one without an answer is known by its name."""
    by_name = {chat["name"]: number for number, chat in dump["chats"].items()}
    made = {}
    for operation in past.of_kind("create"):
        chat = operation.made or by_name.get(operation.said["name"])
        if chat:
            made[chat] = {user: MEMBER for user in operation.said["users"]}
            made[chat][operation.client] = OWNER
    return made


@dataclasses.dataclass
class Stored:
    """A message of the history: its state, and what else the checker compares."""

    state: State
    timestamp: str
    read: bool
    reply_to: int | None


class Final:
    """`fresh` (fresh_reader.py) has `messages`, `views` and `members`; `dump` (dump.py) the tables."""

    def __init__(self, past, fresh, dump):
        self.past = past
        self.dump = dump
        self.views = fresh["views"]
        self.members = fresh["members"]
        self.log = Log(past, dump["log"], made_chats(past, dump))
        self.history = {}  # chat: [Stored], as read
        self.by_seq = {}  # (chat, seq): Stored
        for chat, messages in fresh["messages"].items():
            self.history[chat] = [self._stored(chat, message) for message in messages]
            for one in self.history[chat]:
                self.by_seq[chat, one.state.seq] = one

    def _stored(self, chat, message):
        return Stored(
            self.past.state(chat, message, "the fresh reader"),
            message["timestamp"],
            message["read"],
            message.get("reply_to"),
        )

    def is_gone(self, chat):
        """Deleted, with all that was in it: nothing can be said of that any more."""
        return chat in self.log.gone

    def state(self, chat, seq):
        stored = self.by_seq.get((chat, seq))
        return stored.state if stored else None

    def by_client_id(self):
        """(chat, sender, client_id): the seqs under which it is stored."""
        seqs = {}
        for (chat, sender, client_id), seq in self.dump["receipts"].items():
            if self.is_gone(chat):
                continue
            seqs.setdefault((chat, sender, client_id), set()).add(seq)
        for (chat, seq), stored in self.by_seq.items():
            if stored.state.client_id is not None:
                key = chat, stored.state.sender, stored.state.client_id
                seqs.setdefault(key, set()).add(seq)
        return seqs
