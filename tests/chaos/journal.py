"""What the load clients write down, one JSON line each: before and after every operation, and for
every event they receive. The checker reads nothing else of the load.

Every line has `t` (monotonic seconds) and `what`:

    base     the world before the load: people, chats with members and messages
    begin    op, client (the person's id), conn, kind, via, chat, and what the operation says
    end      op, outcome ("ok", "fail": refused, "unknown": no answer or 5xx), code, and what it gave
    open     conn, client, kind ("chat", "person", "sync"), chat, since, resumed, cursor; began
    event    conn, type, chat, cursor, and what it carries
    pause    conn: its client stops reading; resume: and goes on
    close    conn, code
    fault    kind; up: the server serves again
    healed   round, and the log's head: nothing is under way, everybody is connected

Messages are written in brief (`brief()`): texts as hashes.
"""
import hashlib
import json
import time


def text_hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


EMPTY = text_hash("")


def brief(message):
    """A Message of the API as lines have it; `version` differs from edit to edit."""
    return {
        "seq": message["seq"],
        "id": message["id"],
        "sender": message["sender_id"],
        "hash": text_hash(message["text"]),
        "version": [message.get("edited_at"), message.get("deleted", False)],
        "client_id": message.get("client_id"),
        "reactions": [
            [reaction["emoji"], reaction["count"], reaction["user_ids"]]
            for reaction in message.get("reactions", [])
        ],
    }


class Journal:
    """Appends lines to a file, until it is closed. Threads: one."""

    def __init__(self, path):
        self.path = path
        self._file = open(path, "w", encoding="utf-8", buffering=1 << 20)
        self.operations = 0
        self.events = 0

    def write(self, what, **fields):
        now = time.monotonic()
        if self._file.closed:
            return now
        self.events += what == "event"
        self._file.write(json.dumps({"t": now, "what": what, **fields}, ensure_ascii=False) + "\n")
        return now

    def begin(self, client, kind, via, chat, conn=None, **fields):
        """Returns the operation's number."""
        self.operations += 1
        self.write(
            "begin",
            op=self.operations,
            client=client,
            kind=kind,
            via=via,
            chat=chat,
            conn=conn,
            **fields,
        )
        return self.operations

    def end(self, operation, outcome, **fields):
        self.write("end", op=operation, outcome=outcome, **fields)

    def close(self):
        self._file.close()


def load(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
