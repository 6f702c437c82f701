"""The world before the load: a database of schema 1, as the first servers left it, with people,
chats and messages in it. So each run begins with an upgrade, and has messages older than the log.
"""
import hashlib
import pathlib
import sqlite3

from journal import text_hash

PEOPLE, GROUPS, DIRECTS = 50, 16, 4
CHATS = GROUPS + DIRECTS
WITNESS = PEOPLE + 1  # a member of every group who does nothing but read, at the end
PASSWORD = "secret"
# Argon2id of PASSWORD
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$98F83H8/HpKA5oxQc02Baw"
    "$jjhTEBrJZKlR+cfCmBsDUpKxr5waPesyXqQ5CvYVa5c"
)
SCHEMA = pathlib.Path(__file__).with_name("schema_1.sql")
APPLICATION_ID = 0x41535143  # "ASQC"
BEGAN_AT = 1_760_000_000_000_000  # microseconds; before any clock of the run
MEMBER, ADMIN, OWNER = 0, 1, 2


def email(user):
    return f"person-{user}@example.com"


def make(data, random):
    """Writes asq.db into the directory `data`; returns what the line `base` says of it."""
    database = sqlite3.connect(data / "asq.db")
    database.executescript(SCHEMA.read_text(encoding="utf-8"))
    database.execute("PRAGMA journal_mode = WAL")
    for user in range(1, WITNESS + 1):
        database.execute(
            "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, 0)",
            (user, f"person {user}", email(user), email(user), PASSWORD_HASH, BEGAN_AT),
        )
    ids = iter(range(1, 1_000_000))
    chats = [_chat(database, random, chat, ids) for chat in range(1, CHATS + 1)]
    database.execute("UPDATE counters SET value = ? WHERE name = 'message_id'", (next(ids) - 1,))
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute("PRAGMA user_version = 1")
    database.commit()
    database.close()
    people = list(range(1, WITNESS + 1))
    handles = {user: f"person_{user}" for user in people}  # which the upgrade makes
    return {"people": people, "handles": handles, "chats": chats}


def _chat(database, random, chat, ids):
    is_group = chat <= GROUPS
    if is_group:
        people = random.sample(range(1, PEOPLE + 1), random.randrange(6, 13))
        members = {user: MEMBER for user in people}
        members[people[0]], members[people[1]], members[WITNESS] = OWNER, ADMIN, MEMBER
    else:
        # No two direct chats of the same two.
        people = [chat - GROUPS, chat - GROUPS + 10]
        members = {user: MEMBER for user in people}
    messages = [
        _message(random, chat, seq, next(ids), random.choice(people))
        for seq in range(1, random.randrange(3, 30))
    ]
    markers = {}
    for message in messages:
        markers[message["sender"]] = message["seq"]
    database.execute(
        "INSERT INTO chats VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)",
        (
            chat,
            int(is_group),
            f"chat {chat}" if is_group else "",
            people[0],
            BEGAN_AT,
            len(members),
            len(messages),
            BEGAN_AT + len(messages),
            *_furthest(markers),
        ),
    )
    if not is_group:
        database.execute("INSERT INTO direct_chats VALUES (?, ?, ?)", (*sorted(people), chat))
    for user, role in members.items():
        database.execute(
            "INSERT INTO members VALUES (?, ?, ?, 0, ?, ?)",
            (chat, user, role, markers.get(user, 0), BEGAN_AT),
        )
    for message in messages:
        _insert(database, chat, message)
    shown = [
        {key: message[key] for key in ("seq", "id", "sender", "hash", "client_id")}
        for message in messages
    ]
    return {
        "id": chat,
        "members": {str(user): role for user, role in members.items()},
        "markers": {str(user): seq for user, seq in markers.items()},
        "messages": shown,
    }


def _message(random, chat, seq, number, sender):
    text = f"before {chat}/{seq} " + "x" * random.randrange(200)
    return {
        "seq": seq,
        "id": number,
        "sender": sender,
        "text": text,
        "hash": text_hash(text),
        "client_id": f"before-{chat}-{seq}",
    }


def _furthest(markers):
    """(read_high, read_high_by, read_second)."""
    in_order = sorted(((seq, user) for user, seq in markers.items()), reverse=True)
    second = in_order[1][0] if len(in_order) > 1 else 0
    return in_order[0][0], in_order[0][1], second


def _insert(database, chat, message):
    half = hashlib.sha256(message["text"].encode()).hexdigest()[:32]
    database.execute(
        "INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?)",
        (
            chat << 32 | message["seq"],
            message["id"],
            message["sender"],
            BEGAN_AT + message["seq"],
            message["text"],
            message["client_id"],
        ),
    )
    database.execute(
        "INSERT INTO receipts VALUES (?, ?, ?, ?, ?)",
        (chat, message["sender"], message["client_id"], message["seq"], half),
    )
