"""What is left when all is healed: what a fresh reader reads, and what the database holds."""
import dataclasses

from past import CREATED, Log, Row, State


OWNER, MEMBER = 2, 0


def made_chats(past, dump):
    """chat: {user: role}, of those that the load has made."""
    made, unknown = {}, []
    by_name = names_of_chats(past, dump)
    for operation in past.of_kind("create"):
        chat = operation.made or by_name.get(operation.said["name"])
        if chat:
            made[chat] = first_members(operation)
        elif operation.possible:
            unknown.append(operation)
    # One that nobody has answered or heard the name of is its maker's only one of that kind.
    for chat, actor in created_in_log(dump):
        mine = [one for one in unknown if one.client == actor]
        if chat not in made and len(mine) == 1:
            made[chat] = first_members(mine[0])
    return made


def names_of_chats(past, dump):
    """A chat that was not answered is known by the name that it has, or that somebody heard."""
    names = {chat["name"]: number for number, chat in dump["chats"].items()}
    for connection in past.connections.values():
        for event in connection.events:
            if event.type == "chat_added" and "name" in event.carried:
                names[event.carried["name"]] = event.chat
    return names


def first_members(creation):
    return {**{user: MEMBER for user in creation.said["users"]}, creation.client: OWNER}


def created_in_log(dump):
    rows = (Row(*row) for row in dump["log"])
    return [(row.chat, row.actor) for row in rows if row.kind == CREATED]


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
