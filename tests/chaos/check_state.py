"""P6: the tables are the log replayed; markers, counters and views are what a recomputation gives."""
import past as kinds
from past import Violation

ROLES = {"member": 0, "admin": 1, "owner": 2}


def check(past, final):
    yield from check_chain(final)
    yield from check_message_rows(past, final)
    yield from check_members(past, final)
    yield from check_member_rows(past, final)
    yield from check_names(past, final)
    yield from check_markers(past, final)
    yield from check_views(final)
    yield from check_read_flags(past, final)
    yield from check_marker_events(past, final)
    yield from check_refusals(past)


def check_chain(final):
    """Each row knows the one before it in its chat, and the chat knows its newest."""
    newest = {}
    profiles = {}
    for row in final.log.rows:
        heads, key = (profiles, row.subject) if row.kind == kinds.USER else (newest, row.chat)
        if row.previous != heads.get(key, 0):
            yield Violation(
                "wrong_state",
                f"row {row.position} of the log names {row.previous} as the one before it, "
                f"which is {heads.get(key, 0)}",
            )
        heads[key] = row.position
    for chat, table in final.dump["chats"].items():
        if table["log_position"] != newest.get(chat, 0):
            yield Violation("wrong_state", f"chat {chat} does not know its newest event")
    for user, table in final.dump["users"].items():
        if table["log_position"] != profiles.get(user, 0):
            yield Violation("wrong_state", f"user {user} does not know their newest event")
    if final.log.rows and final.dump["counters"]["log_position"] < final.log.rows[-1].position:
        yield Violation("wrong_state", "the log is longer than its counter")


def check_message_rows(past, final):
    """Every message of the load has its row, and rows stand in the order of seq."""
    for chat, history in final.history.items():
        before = 0
        base = len(past.base["chats"].get(chat, {"messages": []})["messages"])
        for stored in history[base:]:
            position = final.log.message_at.get((chat, stored.state.seq))
            if position is None or position <= before:
                yield Violation(
                    "wrong_state", f"message {stored.state.seq} of chat {chat} is not in its place"
                )
            before = position or before
    for (chat, seq), position in final.log.message_at.items():
        if final.state(chat, seq) is None and not final.is_gone(chat):
            yield Violation("lost", f"message {seq} of chat {chat}, which the log has at {position}")


def check_members(past, final):
    replayed = {}
    for (chat, user), role in final.log.roles.items():
        replayed.setdefault(chat, {})[user] = role
    for chat, members in final.dump["members"].items():
        stored = {user: row["role"] for user, row in members.items()}
        if stored != replayed.get(chat, {}):
            yield Violation(
                "wrong_state",
                f"the members of chat {chat} are {stored}; by the log {replayed.get(chat)}",
            )
        for user, row in members.items():
            span = final.log.present(user, chat)
            if span and row["joined_position"] != span.start:
                yield Violation(
                    "wrong_state", f"member {user} of chat {chat} joined at {span.start}: {row}"
                )
        if final.dump["chats"][chat]["member_count"] != len(members):
            yield Violation("wrong_state", f"chat {chat} has miscounted its members")
        owners = [user for user, row in members.items() if row["role"] == ROLES["owner"]]
        if final.dump["chats"][chat]["type"] == 1 and len(owners) != 1:
            yield Violation("wrong_state", f"chat {chat} is owned by {owners}")
    ends = {
        key: max(one.end for one in spans if one.end is not None)
        for key, spans in final.log.memberships.items()
        if any(one.end is not None for one in spans)
    }
    if ends != final.dump["departures"]:
        differing = dict(ends.items() ^ final.dump["departures"].items())
        yield Violation("wrong_state", f"departures that the log does not tell: {differing}")


def check_member_rows(past, final):
    """Each coming, going and role in the log was asked for, and each acknowledged going is there."""
    for kind, what in ((kinds.ADDED, ("add", "join")), (kinds.REMOVED, ("remove",))):
        rows = {}
        for row in final.log.rows:
            if row.kind == kind:
                key = row.chat, row.subject, row.actor
                rows[key] = rows.get(key, 0) + 1
        asked = {}
        for operation in past.of_kind(*what):
            key = operation.chat, operation.said["user"], operation.client
            asked.setdefault(key, []).append(operation)
        for key in rows.keys() | asked.keys():
            possible = [one for one in asked.get(key, []) if one.possible]
            done = [one for one in possible if one.ok] if kind == kinds.REMOVED else []
            if rows.get(key, 0) > len(possible):
                yield Violation("phantom", f"{what[0]} {key} is in the log {rows[key]} times")
            if rows.get(key, 0) < len(done):
                yield Violation("lost", f"{what[0]} {key} was acknowledged {len(done)} times")
    for row, role, _ in final.log.readmissions:
        by_invitation = row.actor == row.subject  # check_invites
        if not by_invitation and role not in (ROLES["admin"], ROLES["owner"]):
            yield Violation("wrong_state", f"who had left came back by no admin: {row}")
    yield from check_last_membership(past, final)
    yield from check_made(past, final)


def check_made(past, final):
    """Each chat that was made or deleted was asked for; each acknowledged one is, or is gone."""
    made = {row.chat for row in final.log.rows if row.kind == kinds.CREATED}
    for chat in made - final.log.created.keys():
        yield Violation("phantom", f"chat {chat}: nobody has made it")
    for operation in past.of_kind("create"):
        if operation.ok and operation.made not in made:
            yield Violation("lost", f"the chat of {operation}")
    asked = {one.chat for one in past.of_kind("erase") if one.possible}
    done = {one.chat for one in past.of_kind("erase") if one.ok}
    if not done <= final.log.gone <= asked:
        yield Violation("wrong_state", f"deleted: {final.log.gone}, of {asked}; told: {done}")


def check_last_membership(past, final):
    tried = {}
    for operation in past.of_kind("add", "join", "remove"):
        tried.setdefault((operation.said["user"], operation.chat), []).append(operation)
    for (user, chat), operations in tried.items():
        if final.is_gone(chat):
            continue
        latest = max((one.began for one in operations if one.ok), default=float("-inf"))
        possible = {
            one.kind != "remove" for one in operations if one.possible and one.ended >= latest
        }
        if not any(one.ok for one in operations):
            possible.add(user in first_members(past, final, chat))
        is_member = user in final.dump["members"].get(chat, {})
        if is_member not in possible:
            yield Violation(
                "lost", f"person {user} is {'' if is_member else 'not '}in chat {chat} at the end"
            )


def first_members(past, final, chat):
    base = past.base["chats"].get(chat)
    return base["members"] if base else final.log.created.get(chat, {})


def check_names(past, final):
    """Of chats and of people: the last one given; each change once in the log."""
    changes = [
        ("rename", kinds.UPDATED, lambda one: one.chat, final.dump["chats"], "name"),
        ("profile", kinds.USER, lambda one: one.client, final.dump["users"], "username"),
    ]
    for kind, row_kind, key_of, table, column in changes:
        tried = {}
        for operation in past.of_kind(kind):
            tried.setdefault(key_of(operation), []).append(operation)
        rows = {}
        for row in final.log.rows:
            if row.kind == row_kind:
                key = row.subject if row_kind == kinds.USER else row.chat
                rows[key] = rows.get(key, 0) + 1
        for key in tried.keys() | rows.keys():
            operations = tried.get(key, [])
            done = len([one for one in operations if one.ok])
            if not done <= rows.get(key, 0) <= len([one for one in operations if one.possible]):
                yield Violation(
                    "wrong_state", f"{kind} {key}: {done} acknowledged, {rows.get(key, 0)} logged"
                )
            latest = max((one.began for one in operations if one.ok), default=float("-inf"))
            names = {
                one.said["name"] for one in operations if one.possible and one.ended >= latest
            }
            if done and key in table and table[key][column] not in names:
                yield Violation("lost", f"{kind} {key}: it is {table[key][column]}, not {names}")


# ---- read markers


def check_markers(past, final):
    """A marker stands where the furthest read, or one's own message, has put it; never further."""
    reads, own = {}, {}
    for operation in past.of_kind("read"):
        reads.setdefault((operation.client, operation.chat), []).append(operation)
    for (chat, seq), stored in final.by_seq.items():
        own.setdefault((stored.state.sender, chat), []).append(seq)
    joins = {}
    for operation in past.of_kind("add", "join"):
        if operation.possible:
            key = operation.said["user"], operation.chat
            joins[key] = max(joins.get(key, 0.0), operation.ended)
    for chat, members in final.dump["members"].items():
        for user, row in members.items():
            span = final.log.present(user, chat)
            mine = own.get((user, chat), [])
            asked = reads.get((user, chat), [])
            most = [one.said["seq"] for one in asked if one.possible] + mine
            base = base_marker(past, chat, user)
            least = [
                one.said["seq"]
                for one in asked
                if one.ok and one.began > joins.get((user, chat), 0.0)
            ]
            if span:
                least += [
                    seq for seq in mine if final.log.message_at.get((chat, seq), 0) >= span.start
                ]
            low = max([*least, base if span and span.start == 0 else 0])
            if not low <= row["read_seq"] <= max([*most, base]):
                yield Violation(
                    "wrong_state",
                    f"person {user} has read chat {chat} to {row['read_seq']}; at least {low}, "
                    f"at most {max([*most, base])} are explained",
                )


def base_marker(past, chat, user):
    return past.base["chats"].get(chat, {}).get("markers", {}).get(str(user), 0)


def check_views(final):
    """A chat as each of its members sees it."""
    for user, chats in final.views.items():
        member_of = {chat for chat, rows in final.dump["members"].items() if user in rows}
        if set(chats) != member_of:
            yield Violation(
                "wrong_state", f"person {user} lists {sorted(chats)}, is in {sorted(member_of)}"
            )
        for chat, view in chats.items():
            if chat in member_of:
                yield from check_view(final, user, chat, view)
    for chat, members in final.members.items():
        shown = {one["user"]: (ROLES[one["role"]], one["read_seq"]) for one in members}
        table = {
            user: (row["role"], row["read_seq"])
            for user, row in final.dump["members"][chat].items()
        }
        if shown != table:
            yield Violation("wrong_state", f"chat {chat} lists the members {shown}, has {table}")


def check_view(final, user, chat, view):
    rows = final.dump["members"][chat]
    row = rows[user]
    last = final.dump["chats"][chat]["last_seq"]
    newest = final.state(chat, last)
    right = {
        "last_seq": last,
        "read_seq": row["read_seq"],
        "unread": last - max(row["read_seq"], row["joined_seq"]),
        "participant_ids": sorted(rows),
        "member_count": len(rows),
        "role": next(name for name, number in ROLES.items() if number == row["role"]),
        "last_message": newest.hash if newest else None,
    }
    for field, value in right.items():
        if view[field] != value:
            yield Violation(
                "wrong_state",
                f"person {user} sees {field} {view[field]} of chat {chat}; it is {value}",
            )


def check_read_flags(past, final):
    """`read`: somebody but the sender has read so far."""
    may_have = {}  # chat: {user: the furthest that they may ever have read}
    for operation in past.of_kind("read"):
        if operation.possible:
            marks = may_have.setdefault(operation.chat, {})
            marks[operation.client] = max(marks.get(operation.client, 0), operation.said["seq"])
    for (chat, seq), stored in final.by_seq.items():
        marks = may_have.setdefault(chat, {})
        marks[stored.state.sender] = max(marks.get(stored.state.sender, 0), seq)
    for chat, members in final.dump["members"].items():
        marks = may_have.setdefault(chat, {})
        for user in members:
            marks[user] = max(marks.get(user, 0), base_marker(past, chat, user))
    for (chat, seq), stored in final.by_seq.items():
        sender = stored.state.sender
        now = any(
            row["read_seq"] >= seq
            for user, row in final.dump["members"].get(chat, {}).items()
            if user != sender
        )
        ever = any(mark >= seq for user, mark in may_have[chat].items() if user != sender)
        if (now and not stored.read) or (stored.read and not ever):
            yield Violation("wrong_state", f"message {seq} of chat {chat}: read is {stored.read}")


def check_marker_events(past, final):
    """`read` events say what somebody has read."""
    asked = {}
    for operation in past.of_kind("read"):
        if operation.possible:
            asked.setdefault((operation.chat, operation.client), set()).add(operation.said["seq"])
    for connection in past.connections.values():
        for event in connection.events:
            if event.type != "read" or final.is_gone(event.chat):
                continue
            user, seq = event.carried["user"], event.carried["seq"]
            stored = final.state(event.chat, seq)
            own = stored is not None and stored.sender == user
            before = seq == base_marker(past, event.chat, user)
            if not own and not before and seq not in asked.get((event.chat, user), ()):
                yield Violation("phantom", f"{connection}: {user} has not read to {seq}")
    yield from check_known_markers(past, final)


def known_markers(connections):
    """(chat, user): how far a device was told that they have read."""
    known = {}
    for connection in connections:
        for event in connection.events:
            if event.type == "message":
                key, seq = (event.chat, event.message.sender), event.message.seq
            elif event.type == "read":
                key, seq = (event.chat, event.carried["user"]), event.carried["seq"]
            else:
                continue
            known[key] = max(known.get(key, 0), seq)
    return known


def check_known_markers(past, final):
    """Who was connected throughout knows every marker that moved after they had joined."""
    for (user, _), connections in past.devices().items():
        whole = not any(one.breaks for one in connections[1:])
        whole = whole and not any(event.type == "resync" for event in connections[0].events)
        if not whole or connections[-1].closed != kinds.NEVER:
            continue
        known = known_markers(connections)
        for chat in final.log.chats_of(user):
            span = final.log.present(user, chat)
            start = max(span.start, connections[0].start) if span else kinds.NEVER
            for other, row in final.dump["members"].get(chat, {}).items():
                moved = row["read_position"] > start and other != user
                if moved and known.get((chat, other), 0) < row["read_seq"]:
                    yield Violation(
                        "unseen",
                        f"person {user} was not told that {other} has read chat {chat} to "
                        f"{row['read_seq']}",
                    )


# What a well-formed operation may be refused with while others come, go and delete.
REFUSALS = {
    "send": {"chat_not_found", "forbidden"},
    "reuse": {"client_id_reused", "chat_not_found"},  # check_sends is stricter
    "edit": {"chat_not_found", "message_deleted", "forbidden"},
    "delete": {"chat_not_found", "forbidden"},
    "react": {"chat_not_found", "message_deleted", "too_many_reactions", "forbidden"},
    "read": {"chat_not_found", "invalid"},
    "history": {"chat_not_found"},
    "chats": set(),
    "add": {"chat_not_found", "forbidden", "left_before"},
    "invite": {"chat_not_found", "forbidden"},
    "join": {"invite_over", "left_before", "invite_not_found"},  # check_invites is stricter
    "end_invite": {"invite_over", "invite_not_found"},
    "remove": {"chat_not_found", "forbidden", "member_not_found"},
    "role": {"chat_not_found", "forbidden", "member_not_found"},
    "rename": {"chat_not_found", "forbidden"},
    "profile": {"handle_taken"},  # check_handles is stricter
    "sync": set(),
    "create": set(),
    "erase": set(),
    "log_out": {"unauthenticated"},  # logged in while the clock was hours ahead
}


def gone_before(past, operation):
    """A chat that somebody has deleted already, or that the person has left, perhaps without an answer,
    is not there.
    """
    if operation.kind != "erase" or operation.code != "chat_not_found":
        return False
    return any(
        one.chat == operation.chat
        and one.possible
        and one.began < operation.began
        and (one.kind == "erase" or one.said["user"] == operation.client)
        for one in past.of_kind("erase", "remove")
    )


def went_before(past, operation):
    """Whether the person who was to come may have left the chat, or been removed, before that."""
    return any(
        one.chat == operation.chat
        and one.said["user"] == operation.said["user"]
        and one.possible
        and one.began < operation.ended
        for one in past.of_kind("remove")
    )


def check_refusals(past):
    """No well-formed operation is refused without a reason; nor is somebody who never left."""
    left = {(one.said["user"], one.chat): one for one in past.of_kind("remove")}
    for operation in past.operations.values():
        if operation.outcome != "fail":
            continue
        if gone_before(past, operation):
            continue
        if operation.code not in REFUSALS.get(operation.kind, ()):
            yield Violation("refused", str(operation))
        elif operation.code == "left_before":
            if not went_before(past, operation):
                yield Violation("refused", f"{operation}, of one who never left")
        elif operation.code == "chat_not_found":
            base = past.base["chats"].get(operation.chat, {}).get("members", {})
            if operation.client in base and (operation.client, operation.chat) not in left:
                yield Violation("refused", f"{operation}, by one who never left")
