"""The load's lines as operations and connections, and the log of the database as memberships."""
import bisect
import dataclasses
import math

import positions

NEVER = math.inf

# kinds of rows in the log (src/store/log_entry.hpp)
MESSAGE, EDITED, DELETED, REACTION, CREATED, UPDATED, GONE, ADDED, REMOVED, ROLE, USER = range(11)


@dataclasses.dataclass
class Violation:
    kind: str
    words: str

    def __str__(self):
        return f"{self.kind}: {self.words}"


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """A message as somebody was shown it. Equal ones are one object."""

    chat: int
    seq: int
    id: int
    sender: int
    hash: str
    edited_at: str | None
    deleted: bool
    client_id: str | None
    reactions: tuple  # (emoji, count, user ids)

    @property
    def version(self):
        return self.edited_at, self.deleted


@dataclasses.dataclass
class Operation:
    number: int
    client: int
    kind: str
    via: str
    chat: int
    began: float
    said: dict  # all that the line "begin" has
    conn: str | None = None
    ended: float = NEVER  # of an unknown outcome: never
    outcome: str = "unknown"
    code: str | None = None
    messages: list = dataclasses.field(default_factory=list)  # States that it gave
    lasts: dict = dataclasses.field(default_factory=dict)  # chat: its last seq, as it was read
    made: int | None = None  # the chat that came of it
    invite: int | None = None  # the invitation that came of it

    @property
    def ok(self):
        return self.outcome == "ok"

    @property
    def possible(self):
        """It may have changed something."""
        return self.outcome != "fail"

    @property
    def message(self):
        return self.messages[0] if self.messages else None

    def __str__(self):
        return (
            f"operation {self.number} ({self.kind} by {self.client} in chat {self.chat} via {self.via},"
            f" {self.outcome}{' ' + self.code if self.code else ''})"
        )


@dataclasses.dataclass(slots=True)
class Event:
    t: float
    type: str
    chat: int | None
    position: int | None  # None: it passes
    message: State | None
    carried: dict | None  # of an event without a message: all that the line has


@dataclasses.dataclass
class Connection:
    name: str
    client: int
    kind: str
    chat: int | None
    began: float
    opened: float
    since: object  # a seq, or a position; None: from the head on
    resumed: bool
    cursor: int | None
    device: str = "main"
    events: list = dataclasses.field(default_factory=list)
    closed: float = NEVER
    code: int | None = None
    pauses: list = dataclasses.field(default_factory=list)  # [from, to]

    @property
    def start(self):
        """The position that everything heard lies behind."""
        return self.since if self.resumed else self.cursor

    @property
    def breaks(self):
        """It begins, or goes on, somewhere else than where its device had come to."""
        return not self.resumed or any(event.type == "resync" for event in self.events)

    def reading_since(self, t):
        """The first moment from t on at which its client reads."""
        for begin, end in self.pauses:
            if begin <= t < end:
                return end
        return t

    def __str__(self):
        return f"connection {self.name}"


class Past:
    """All lines, in their order of time."""

    def __init__(self, lines):
        self.base = None
        self.operations = {}
        self.connections = {}
        self.heals = []  # (t, head of the log)
        self.counts = {}  # of each kind of fault
        self.states = {}  # State: itself
        self.shown = {}  # State: the first operation or connection that showed it
        self.last = 0.0  # the time of the last line
        for line in lines:
            self.last = line["t"]
            handler = getattr(self, "_" + line["what"], None)
            if handler:
                handler(line)

    def state(self, chat, brief, where):
        new = State(
            chat,
            brief["seq"],
            brief["id"],
            brief["sender"],
            brief["hash"],
            brief["version"][0],
            brief["version"][1],
            brief["client_id"],
            tuple((emoji, count, tuple(users)) for emoji, count, users in brief["reactions"]),
        )
        known = self.states.setdefault(new, new)
        self.shown.setdefault(known, where)
        return known

    def _base(self, line):
        self.base = {
            "people": line["people"],
            "handles": {int(user): handle for user, handle in line["handles"].items()},
            "chats": {chat["id"]: chat for chat in line["chats"]},
        }
        for chat in line["chats"]:
            chat["members"] = {int(user): role for user, role in chat["members"].items()}

    def _begin(self, line):
        self.operations[line["op"]] = Operation(
            line["op"],
            line["client"],
            line["kind"],
            line["via"],
            line["chat"],
            line["t"],
            line,
            line.get("conn"),
        )

    def _end(self, line):
        operation = self.operations[line["op"]]
        operation.outcome, operation.code = line["outcome"], line.get("code")
        operation.lasts = line.get("lasts", {})
        operation.made = line.get("made")
        operation.invite = line.get("invite")
        if operation.outcome != "unknown":
            operation.ended = line["t"]
        given = [line["message"]] if line.get("message") else line.get("messages", [])
        operation.messages = [self.state(operation.chat, brief, operation) for brief in given]

    def _open(self, line):
        since, cursor = line.get("since"), line.get("cursor")
        if line["kind"] != "chat" and since is not None:
            since = positions.position(since)
        self.connections[line["conn"]] = Connection(
            line["conn"],
            line["client"],
            line["kind"],
            line.get("chat"),
            line["began"],
            line["t"],
            since,
            line.get("resumed", False),
            None if cursor is None else positions.position(cursor),
            line.get("device", "main"),
        )

    def _event(self, line):
        connection = self.connections[line["conn"]]
        cursor, brief, chat = line.get("cursor"), line.get("message"), line.get("chat")
        connection.events.append(
            Event(
                line["t"],
                line["type"],
                chat,
                None if cursor is None else positions.position(cursor),
                self.state(chat, brief, connection) if brief else None,
                None if brief else line,
            )
        )

    def _pause(self, line):
        self.connections[line["conn"]].pauses.append([line["t"], NEVER])

    def _resume(self, line):
        self.connections[line["conn"]].pauses[-1][1] = line["t"]

    def _close(self, line):
        connection = self.connections[line["conn"]]
        connection.closed, connection.code = line["t"], line.get("code")

    def _fault(self, line):
        self.counts[line["kind"]] = self.counts.get(line["kind"], 0) + 1

    def _healed(self, line):
        self.heals.append((line["t"], line["head"]))

    def of_kind(self, *kinds):
        return [one for one in self.operations.values() if one.kind in kinds]

    def devices(self):
        """(person, device): its sockets of a person, one after the other."""
        devices = {}
        for connection in self.connections.values():
            if connection.kind == "person":
                key = connection.client, connection.device
                devices.setdefault(key, []).append(connection)
        return devices

    def sends_began(self):
        """(chat, seq): when the first attempt to send it began, as far as anybody was told of its
        seq.
        """
        first, places = {}, {}
        for operation in self.of_kind("send"):
            mark = operation.said["client_id"] or operation.said["hash"]
            key = operation.chat, operation.client, mark
            first[key] = min(first.get(key, NEVER), operation.began)
            for message in operation.messages:
                places[operation.chat, message.seq] = key
        return {place: first[key] for place, key in places.items()}

    def tellings(self):
        """(t, client, chat, seq): every moment at which a client was told of a message."""
        for operation in self.operations.values():
            for message in operation.messages:
                yield operation.ended, operation.client, operation.chat, message.seq
        for connection in self.connections.values():
            for event in connection.events:
                if event.message:
                    yield event.t, connection.client, event.chat, event.message.seq


@dataclasses.dataclass
class Row:
    position: int
    kind: int
    chat: int
    previous: int
    subject: int
    actor: int | None
    role: int | None


class Membership:
    """From the event by which a person joined to the one by which they left (None: not yet)."""

    def __init__(self, start, end=None):
        self.start = start
        self.end = end

    def holds(self, position):
        return self.start <= position and (self.end is None or position <= self.end)


class Log:
    """The rows of the log, and who was in which chat from where to where by them. `created`: the
    first members of the chats that the load has made.
    """

    def __init__(self, past, rows, created):
        self.created = created
        self.gone = set()  # chats that were deleted
        self._chats = None  # user: chats
        self.rows = [Row(*row) for row in rows]
        self.by_position = {row.position: row for row in self.rows}
        self.of_chat = {}  # chat: positions, ascending
        self.message_at = {}  # (chat, seq): position
        self.profiles = []
        self.memberships = {}  # (user, chat): [Membership]
        self.roles = {}  # (chat, user): role, of present members
        # Rows by which somebody came back, the role of who did it, and the row of the parting.
        self.readmissions = []
        self._partings = {}  # (user, chat): the row
        for chat in past.base["chats"].values():
            for user, role in chat["members"].items():
                self.memberships[user, chat["id"]] = [Membership(0)]
                self.roles[chat["id"], user] = role
        for row in self.rows:
            self._replay(row)

    def _replay(self, row):
        if row.kind == USER:
            self.profiles.append(row)
            return
        self.of_chat.setdefault(row.chat, []).append(row.position)
        if row.kind == MESSAGE:
            self.message_at[row.chat, row.subject] = row.position
        elif row.kind == CREATED:
            for user, role in self.created.get(row.chat, {}).items():
                self._join(row, user, role)
        elif row.kind == ADDED:
            if (row.subject, row.chat) in self.memberships:
                role = self.roles.get((row.chat, row.actor))
                self.readmissions.append((row, role, self._partings.get((row.subject, row.chat))))
            self._join(row, row.subject, row.role)
        elif row.kind == REMOVED:
            self._partings[row.subject, row.chat] = row
            self._part(row, row.subject)
        elif row.kind == ROLE:
            self.roles[row.chat, row.subject] = row.role
        elif row.kind == GONE:
            self.gone.add(row.chat)
            for user in [user for chat, user in self.roles if chat == row.chat]:
                self._part(row, user)

    def _join(self, row, user, role):
        self.memberships.setdefault((user, row.chat), []).append(Membership(row.position))
        self.roles[row.chat, user] = role

    def _part(self, row, user):
        spans = self.memberships.get((user, row.chat))
        if spans and spans[-1].end is None:
            spans[-1].end = row.position
        self.roles.pop((row.chat, user), None)

    def membership_at(self, user, chat, position):
        for span in self.memberships.get((user, chat), []):
            if span.holds(position):
                return span
        return None

    def present(self, user, chat):
        spans = self.memberships.get((user, chat), [])
        return spans[-1] if spans and spans[-1].end is None else None

    def together(self, one, other, first, last, throughout):
        """Whether the two share a chat from first to last: all the time, or at some time."""
        for chat in self.chats_of(one):
            for mine in self.memberships[one, chat]:
                for theirs in self.memberships.get((other, chat), []):
                    begin = max(mine.start, theirs.start)
                    end = min(mine.end or NEVER, theirs.end or NEVER)
                    if throughout and begin <= first and last <= end:
                        return True
                    if not throughout and max(begin, first) <= min(end, last):
                        return True
        return False

    def between(self, chat, first, last):
        """Positions of the chat's rows, first to last."""
        rows = self.of_chat.get(chat, [])
        return rows[bisect.bisect_left(rows, first) : bisect.bisect_right(rows, last)]

    def chats_of(self, user):
        if self._chats is None:
            self._chats = {}
            for member, chat in self.memberships:
                self._chats.setdefault(member, []).append(chat)
        return self._chats.get(user, [])
