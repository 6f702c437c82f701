"""The SQLite file of a server that has stopped, as the checker wants it; and a look into a running
one's.
"""
import sqlite3


def dump(data):
    """Every table that the checker judges. The server has closed the database."""
    database = sqlite3.connect(f"file:{data}/asq.db?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    try:
        return _tables(database)
    finally:
        database.close()


def _tables(database):
    def rows(query):
        return database.execute(query).fetchall()

    members = {}
    for row in rows("SELECT * FROM members"):
        members.setdefault(row["chat_id"], {})[row["user_id"]] = {
            name: row[name]
            for name in ("role", "joined_seq", "read_seq", "joined_position", "read_position")
        }
    reactions = {}
    for row in rows("SELECT * FROM reactions ORDER BY position"):
        place = row["message"] >> 32, row["message"] & 0xFFFFFFFF
        reactions.setdefault(place, {}).setdefault(row["emoji"], []).append(row["user_id"])
    kinds = {}
    for row in rows("SELECT * FROM reaction_kinds"):
        place = row["message"] >> 32, row["message"] & 0xFFFFFFFF
        kinds.setdefault(place, {})[row["emoji"]] = row["count"]
    handle_parts = {}
    for row in rows("SELECT user_id, part FROM people_parts WHERE place = 0"):
        handle_parts.setdefault(row["user_id"], []).append(row["part"])
    return {
        "counters": {row["name"]: row["value"] for row in rows("SELECT * FROM counters")},
        "users": {
            row["id"]: dict(row)
            for row in rows("SELECT id, username, handle, log_position FROM users")
        },
        "freed_handles": {
            row["handle"]: row["last_owner"] for row in rows("SELECT * FROM freed_handles")
        },
        "people_parts": dict(
            map(tuple, rows("SELECT user_id, count(*) FROM people_parts GROUP BY user_id"))
        ),
        "handle_parts": handle_parts,
        "chats": {row["id"]: dict(row) for row in rows("SELECT * FROM chats")},
        "members": members,
        "receipts": {
            (row["chat_id"], row["sender_id"], row["client_id"]): row["seq"]
            for row in rows("SELECT * FROM receipts")
        },
        "log": [
            (
                row["position"],
                row["kind"] or 0,
                row["chat_id"],
                row["position"] - row["back"] if row["back"] else 0,
                row["subject"],
                row["actor"],
                row["role"],
            )
            for row in rows(
                "SELECT * FROM log LEFT JOIN log_changes USING (position) ORDER BY position"
            )
        ],
        "departures": {
            (row["user_id"], row["chat_id"]): row["position"]
            for row in rows("SELECT * FROM departures")
        },
        "reactions": reactions,
        "reaction_kinds": kinds,
        "invites": {row["id"]: dict(row) for row in rows("SELECT * FROM invites")},
    }


class Heads:
    """How far the log of a running server has come, for all and for each person."""

    def __init__(self, data):
        database = sqlite3.connect(f"file:{data}/asq.db?mode=ro", uri=True, timeout=10.0)
        try:
            database.execute("BEGIN")
            self.head = database.execute(
                "SELECT value FROM counters WHERE name = 'log_position'"
            ).fetchone()[0]
            self.last_seq = dict(database.execute("SELECT id, last_seq FROM chats"))
            self.of_person = dict(
                database.execute(
                    "SELECT user_id, max(position) FROM ("
                    "SELECT user_id, log_position AS position FROM members JOIN chats "
                    "ON chats.id = chat_id UNION ALL SELECT user_id, position FROM departures) "
                    "GROUP BY user_id"
                )
            )
            self.markers = database.execute(
                "SELECT m.user_id, o.chat_id, o.user_id, o.read_seq FROM members m JOIN members o "
                "ON o.chat_id = m.chat_id AND o.user_id <> m.user_id "
                "AND o.read_position > m.joined_position"
            ).fetchall()
            self.members = {}  # chat: {user: role}
            for chat, user, role in database.execute("SELECT chat_id, user_id, role FROM members"):
                self.members.setdefault(chat, {})[user] = role
        finally:
            database.close()
