"""A perfect server in thirty lines of memory, with three people in one chat: handmade histories for
the checker's own test. A test makes one, spoils it in one place, and looks what the checker says.
"""
import copy

import past as kinds
import positions
from journal import text_hash

EPOCH = 7
ROLE_NAMES = ("member", "admin", "owner")


class SmallWorld:
    def __init__(self):
        self.lines = []
        self.now = 0.0
        self.head = 0
        self.operations = 0
        self.messages = []  # of chat 1
        self.members = {user: self._member(2 if user == 1 else 0, 0, 0) for user in (1, 2, 3)}
        self.log = []
        self.departures = {}
        self.reactions = {}
        self.receipts = {}
        self.invites = {}
        self.name = "chat"
        self.users = {
            user: {"username": str(user), "handle": f"handle_{user}", "log_position": 0}
            for user in (1, 2, 3)
        }
        self.freed_handles = {}
        self.sockets = {}  # name: [user, kind]
        self.line(
            "base",
            people=[1, 2, 3],
            handles={str(user): row["handle"] for user, row in self.users.items()},
            chats=[
                {
                    "id": 1,
                    "members": {"1": 2, "2": 0, "3": 0},
                    "messages": [],
                    "markers": {},
                }
            ],
        )

    @staticmethod
    def _member(role, seq, position):
        return {
            "role": role,
            "joined_seq": seq,
            "read_seq": 0,
            "joined_position": position,
            "read_position": 0,
        }

    def line(self, what, **fields):
        self.now += 1.0
        self.lines.append({"t": self.now, "what": what, **fields})
        return self.lines[-1]

    def begin(self, actor, kind, **said):
        self.operations += 1
        self.line(
            "begin", op=self.operations, client=actor, kind=kind, via="rest", chat=1, conn=None, **said
        )
        return self.operations

    def end(self, operation, outcome="ok", **gave):
        self.line("end", op=operation, outcome=outcome, **gave)

    def cursor(self, at=None):
        return positions.encode(EPOCH, self.head if at is None else at)

    # ---- what is done

    def append(self, user, client_id, text):
        """The message and its row in the log, and its event to whoever is connected."""
        seq = len(self.messages) + 1
        message = {
            "seq": seq,
            "id": 100 + seq,
            "sender": user,
            "hash": text_hash(text),
            "version": [None, False],
            "client_id": client_id,
            "reactions": [],
            "timestamp": f"2026-01-01T00:00:{seq:02}.000000Z",
            "read": False,
            "original": text_hash(text),
        }
        self.messages.append(message)
        if client_id:
            self.receipts[1, user, client_id] = seq
        self._log(kinds.MESSAGE, seq)
        self._mark(user, seq, self.head)
        self._tell("message", message=self._shown(message))
        return message

    def send(self, user, client_id, text):
        operation = self.begin(user, "send", client_id=client_id, hash=text_hash(text))
        message = self.append(user, client_id, text)
        self.end(operation, message=self._shown(message), duplicate=False)
        return message

    def edit(self, user, seq, text):
        operation = self.begin(user, "edit", seq=seq, hash=text_hash(text))
        message = self.messages[seq - 1]
        message["hash"], message["version"] = text_hash(text), [f"edit {self.now}", False]
        self._log(kinds.EDITED, seq)
        self._tell("message_edited", message=self._shown(message))
        self.end(operation, message=self._shown(message))

    def delete(self, user, seq):
        operation = self.begin(user, "delete", seq=seq)
        message = self.messages[seq - 1]
        message["hash"], message["version"][1] = text_hash(""), True
        message["reactions"] = []
        self.reactions.pop((1, seq), None)
        self._log(kinds.DELETED, seq)
        self._tell("message_deleted", message=self._shown(message))
        self.end(operation, message=self._shown(message))

    def react(self, user, seq, emoji):
        operation = self.begin(user, "react", seq=seq, emoji=emoji, on=True)
        self.reactions.setdefault((1, seq), {}).setdefault(emoji, []).append(user)
        message = self.messages[seq - 1]
        message["reactions"] = [
            [one, len(users), list(users)] for one, users in self.reactions[1, seq].items()
        ]
        self._log(kinds.REACTION, seq)
        self._tell("reaction", message=self._shown(message))
        self.end(operation, message=self._shown(message))

    def read(self, user, seq):
        operation = self.begin(user, "read", seq=seq)
        self.head += 1
        self._mark(user, seq, self.head)
        self._tell("read", user=user, seq=seq, passing=True)
        self.end(operation)

    def remove(self, actor, user):
        operation = self.begin(actor, "remove", user=user)
        at = self._log(kinds.REMOVED, user, actor, self.members[user]["role"])
        self.departures[user, 1] = at
        for name, (person, kind) in list(self.sockets.items()):
            if kind == "chat" and person == user:
                self.hang_up(name, 4403)
        self._tell("member_removed", "chat_removed", user)
        del self.members[user]
        self.end(operation)

    def add(self, actor, user):
        operation = self.begin(actor, "add", user=user)
        self._come(actor, user)
        self.end(operation)

    def _come(self, actor, user):
        at = self._log(kinds.ADDED, user, actor, 0)
        self.members[user] = self._member(0, len(self.messages), at)
        self._tell("member_added", "chat_added", user)

    def invite(self, actor, uses):
        """Returns its number."""
        operation = self.begin(actor, "invite", uses=uses)
        number = len(self.invites) + 1
        self.invites[number] = {
            "chat_id": 1,
            "created_by": actor,
            "uses": 0,
            "max_uses": uses,
            "position": self.head,
            "ended": 0,
        }
        self.end(operation, invite=number)
        return number

    def join(self, user, number):
        operation = self.begin(user, "join", user=user, invite=number)
        self._come(user, user)
        invite = self.invites[number]
        invite["uses"] += 1
        invite["ended"] = int(invite["uses"] >= invite["max_uses"])
        self.end(operation)

    def end_invite(self, actor, number):
        operation = self.begin(actor, "end_invite", invite=number)
        self.invites[number]["ended"] = 1
        self.end(operation)

    def rename_person(self, user, name, handle=None, outcome="ok"):
        operation = self.begin(user, "profile", name=name, handle=handle)
        before, previous = self.users[user]["handle"], self.users[user]["log_position"]
        if handle and handle != before:
            self.freed_handles.pop(handle, None)
            self.freed_handles[before] = user
        self.users[user] = {
            "username": name,
            "handle": handle or before,
            "log_position": self.head + 1,
        }
        self.head += 1
        self.log.append((self.head, kinds.USER, 0, previous, user, None, None))
        self._tell("user_updated")
        self.end(operation, outcome)

    def history(self, user, last=None):
        operation = self.begin(user, "history")
        lasts = {"1": len(self.messages) if last is None else last}
        self.end(operation, lasts=lasts, messages=[])

    def _log(self, kind, subject, actor=None, role=None):
        previous = max((row[0] for row in self.log if row[1] != kinds.USER), default=0)
        self.head += 1
        self.log.append((self.head, kind, 1, previous, subject, actor, role))
        return self.head

    def _mark(self, user, seq, position):
        row = self.members[user]
        if seq > row["read_seq"]:
            row["read_seq"], row["read_position"] = seq, position

    @staticmethod
    def _shown(message):
        return copy.deepcopy(
            {
                key: message[key]
                for key in ("seq", "id", "sender", "hash", "version", "client_id", "reactions")
            }
        )

    # ---- connections

    def connect(self, user, name, since=None):
        """The socket of a person; with a position it is resumed from there, and replays."""
        self.line(
            "open",
            conn=name,
            client=user,
            kind="person",
            began=self.now,
            since=None if since is None else self.cursor(since),
            resumed=since is not None,
            cursor=self.cursor(since),
        )
        for at, kind, _, _, subject, *_ in self.log:
            if since is not None and at > since and kind == kinds.MESSAGE:
                shown = self._shown(self.messages[subject - 1])
                self.event(name, "message", at, message=shown)
        self.event(name, "live", self.head, chat=None)
        self.sockets[name] = [user, "person"]

    def open_chat(self, user, name, since=None):
        self.line(
            "open", conn=name, client=user, kind="chat", chat=1, began=self.now, since=since
        )
        for message in self.messages[since:] if since is not None else []:
            self.event(name, "message", None, message=self._shown(message))
        self.sockets[name] = [user, "chat"]

    def event(self, conn, type, at, chat=1, **carried):
        cursor = None if at is None else self.cursor(at)
        return self.line("event", conn=conn, type=type, chat=chat, cursor=cursor, **carried)

    def hang_up(self, name, code=1006):
        del self.sockets[name]
        self.line("close", conn=name, code=code)

    def _tell(self, type, to_the_one=None, one=None, passing=False, **carried):
        for name, (user, kind) in self.sockets.items():
            if kind == "chat":
                if type == "message":
                    self.event(name, type, None, **carried)
            elif user in self.members:
                heard = to_the_one if to_the_one and user == one else type
                self.event(name, heard, None if passing else self.head, **carried)

    def heal(self):
        return self.line("healed", round=1, head=self.head)

    # ---- what is left

    def fresh(self):
        last = self.messages[-1]["hash"] if self.messages else None
        views = {
            user: {
                1: {
                    "last_seq": len(self.messages),
                    "read_seq": row["read_seq"],
                    "unread": len(self.messages) - max(row["read_seq"], row["joined_seq"]),
                    "participant_ids": sorted(self.members),
                    "member_count": len(self.members),
                    "role": ROLE_NAMES[row["role"]],
                    "last_message": last,
                }
            }
            for user, row in self.members.items()
        }
        for message in self.messages:
            message["read"] = any(
                row["read_seq"] >= message["seq"]
                for user, row in self.members.items()
                if user != message["sender"]
            )
        shown = [
            {**self._shown(one), "timestamp": one["timestamp"], "read": one["read"]}
            for one in self.messages
        ]
        members = [
            {"user": user, "role": ROLE_NAMES[row["role"]], "read_seq": row["read_seq"]}
            for user, row in self.members.items()
        ]
        return {"messages": {1: shown}, "views": views, "members": {1: members}}

    def dump(self):
        return copy.deepcopy(
            {
                "counters": {"log_position": self.head},
                "users": self.users,
                "freed_handles": self.freed_handles,
                "people_parts": {user: 7 for user in self.users},
                "handle_parts": {
                    user: [row["handle"][:12]] for user, row in self.users.items()
                },
                "chats": {
                    1: {
                        "type": 1,
                        "name": self.name,
                        "last_seq": len(self.messages),
                        "member_count": len(self.members),
                        "log_position": max(
                            (row[0] for row in self.log if row[1] != kinds.USER), default=0
                        ),
                    }
                },
                "members": {1: self.members},
                "receipts": self.receipts,
                "log": self.log,
                "departures": self.departures,
                "reactions": self.reactions,
                "invites": self.invites,
                "reaction_kinds": {
                    place: {emoji: len(users) for emoji, users in kinds.items()}
                    for place, kinds in self.reactions.items()
                },
            }
        )
