"""P3, P4 and P8 of every connection: each event once, in order, without a gap within a membership,
nothing from outside it, and everything seen soon after healing.
"""
import bisect

import past as kinds
from past import NEVER, Violation

SEEN_WITHIN = 10.0  # seconds after healing
CLOSED_WITHIN = 5.0  # a removed member's sockets (the contract says 1 s; the machine may be busy)
MOST_MISSED = 10_000  # more of a person's own events than this are not replayed

TYPES = {
    kinds.MESSAGE: "message",
    kinds.EDITED: "message_edited",
    kinds.DELETED: "message_deleted",
    kinds.REACTION: "reaction",
    kinds.CREATED: "chat_added",
    kinds.UPDATED: "chat_updated",
    kinds.GONE: "chat_removed",
    kinds.ADDED: "member_added",
    kinds.REMOVED: "member_removed",
    kinds.ROLE: "member_role",
    kinds.USER: "user_updated",
}
OF_MESSAGES = ("message", "message_edited", "message_deleted", "reaction")


def check(past, final):
    began = past.sends_began()
    for connection in past.connections.values():
        if connection.kind == "chat":
            yield from check_chat_socket(connection)
            yield from check_live_members(final.log, connection, began)
        else:
            yield from check_order(connection)
            yield from check_rows(final.log, connection)
            yield from check_gaps(final.log, connection)
            yield from check_profiles(final.log, connection)
            yield from check_resumed(final.log, connection)
    yield from check_seen(past, final)
    yield from check_last_states(past, final)
    yield from check_closed(past)
    yield from check_ended_sessions(past, began)


def expected_type(row, user):
    if row.kind == kinds.ADDED and row.subject == user:
        return "chat_added"
    if row.kind == kinds.REMOVED and row.subject == user:
        return "chat_removed"
    return TYPES[row.kind]


# ---- the socket of a person, and GET /chat/sync


def check_order(connection):
    """Positions ascend, from the first behind the cursor that was shown."""
    at = connection.start
    for event in connection.events:
        if event.position is None:
            continue
        repeat = event.position < at if event.type == "live" else event.position <= at
        if repeat and event.type != "resync":
            yield Violation(
                "out_of_order",
                f"{connection} heard {event.type} at {event.position} behind {at}",
            )
        at = max(at, event.position)


def lasting(connection):
    return [
        event
        for event in connection.events
        if event.position is not None and event.type not in ("live", "resync")
    ]


def check_rows(log, connection):
    """Every event is one of the log, at its place, and concerns the person."""
    for event in lasting(connection):
        row = log.by_position.get(event.position)
        if row is None or event.type != expected_type(row, connection.client):
            yield Violation(
                "phantom", f"{connection} heard {event.type} at {event.position}; the log has {row}"
            )
            continue
        if event.type in OF_MESSAGES and (row.chat, row.subject) != (
            event.chat,
            event.message.seq,
        ):
            yield Violation(
                "out_of_order",
                f"{connection} heard message {event.message.seq} of chat {event.chat}; at "
                f"{event.position} the log has {row}",
            )
        if row.kind == kinds.USER:
            concerned = row.subject == connection.client or log.together(
                connection.client, row.subject, row.position, NEVER, throughout=False
            )
        else:
            concerned = log.membership_at(connection.client, row.chat, row.position)
        if not concerned:
            yield Violation(
                "outside_membership", f"{connection} heard {event.type} at {event.position}: {row}"
            )


def stretches(connection):
    """(from, to, events): what lies between two resyncs; nothing is promised across one."""
    begin, events = connection.start, []
    for event in connection.events:
        if event.type == "resync":
            yield begin, begin if not events else events[-1].position, events
            begin, events = event.position, []
        elif event.position is not None:
            events.append(event)
    yield begin, begin if not events else events[-1].position, events


def check_gaps(log, connection):
    for begin, end, events in stretches(connection):
        heard = {}
        for event in events:
            row = log.by_position.get(event.position)
            if event.type != "live" and row is not None and row.kind != kinds.USER:
                heard.setdefault(row.chat, set()).add(event.position)
        for chat in log.chats_of(connection.client):
            spans = log.memberships[connection.client, chat]
            for number, span in enumerate(spans):
                missing = gap(
                    log, chat, span, begin, end, sorted(heard.get(chat, ())), spans[number + 1 :]
                )
                if missing:
                    yield Violation(
                        "out_of_order",
                        f"{connection} missed {missing} of chat {chat}, behind {begin} up to {end}",
                    )


def check_profiles(log, connection):
    """A new name is heard of by everybody who shares a chat with that person from then on (a catch-up
    gives it to those who do so when it comes).
    """
    for begin, end, events in stretches(connection):
        heard = {event.position for event in events if event.type != "live"}
        for row in log.profiles:
            if not begin < row.position <= end or row.position in heard:
                continue
            if log.together(connection.client, row.subject, row.position, NEVER, throughout=True):
                yield Violation(
                    "out_of_order", f"{connection} missed {row}, behind {begin} up to {end}"
                )


def gap(log, chat, span, begin, end, heard, later):
    """The first position of the membership that should have been heard, or None.

    A catch-up after the end of a membership gives nothing of it but its end; so of a membership that
    has ended a first part is enough, with its end. Of several ends only the newest is given.
    """
    first, last = max(begin + 1, span.start), end if span.end is None else min(end, span.end)
    if last < first:
        return None
    due = log.between(chat, first, last)
    got = heard[bisect.bisect_left(heard, first) : bisect.bisect_right(heard, last)]
    if due == got:
        return None
    first_missing = next((at for at in due if at not in got), None)
    if span.end is None:
        return first_missing
    inner = [at for at in got if at != span.end]
    if inner != due[: len(inner)]:
        return first_missing
    ended_again = any(one.end is not None for one in later)
    if span.end <= end and span.end not in got and not ended_again:
        return span.end
    return None


def own_events(log, user, begin, end):
    count = 0
    for chat in log.chats_of(user):
        for span in log.memberships[user, chat]:
            last = end if span.end is None else min(end, span.end)
            count += len(log.between(chat, max(begin + 1, span.start), last))
    return count + sum(1 for row in log.profiles if begin < row.position <= end)


def check_resumed(log, connection):
    """Only too much may keep a good cursor from being resumed."""
    points = []
    if connection.since is not None and not connection.resumed:
        points.append((connection.since, connection.cursor))
    at = connection.start
    for event in connection.events:
        if event.type == "resync":
            points.append((at, event.position))
        at = event.position if event.position is not None else at
    for begin, end in points:
        missed = own_events(log, connection.client, begin, end)
        if missed <= MOST_MISSED:
            yield Violation(
                "out_of_order",
                f"{connection} was not resumed from {begin}, though only {missed} were missed",
            )


# ---- the socket of one chat


def check_chat_socket(connection):
    at = connection.since
    for event in connection.events:
        if event.type != "message":
            continue
        if at is not None and event.message.seq != at + 1:
            yield Violation(
                "out_of_order", f"{connection} heard seq {event.message.seq} behind {at}"
            )
        at = event.message.seq


def check_live_members(log, connection, began):
    """What was committed after the socket opened lies within one membership."""
    before = None
    for event in connection.events:
        if event.type != "message":
            continue
        place = event.chat, event.message.seq
        position = log.message_at.get(place)
        if position is None or began.get(place, 0.0) <= connection.opened:
            continue  # what came from the store may be older than the membership
        span = log.membership_at(connection.client, event.chat, position)
        if span is None or (before is not None and span is not before):
            yield Violation(
                "outside_membership", f"{connection} heard message {place}, sent after the removal"
            )
        before = span or before


def check_closed(past):
    """The sockets of a chat close when their person is removed from it, or it is deleted."""
    sockets = {}
    for connection in past.connections.values():
        if connection.kind == "chat":
            sockets.setdefault(connection.chat, []).append(connection)
    for operation in past.of_kind("remove", "erase"):
        for connection in sockets.get(operation.chat, []) if operation.ok else []:
            concerned = operation.said.get("user") in (None, connection.client)
            if concerned and connection.opened < operation.began:
                yield from check_closed_after(past, connection, operation)


def check_closed_after(past, connection, operation):
    due = connection.reading_since(operation.ended) + CLOSED_WITHIN
    if connection.closed > due and past.last > due:
        yield Violation("outside_membership", f"{connection} stayed open after {operation}")


def check_ended_sessions(past, began):
    """After a logout nothing reaches that session, and its sockets close."""
    for operation in past.of_kind("log_out"):
        for name in operation.said["conns"] if operation.ok else []:
            connection = past.connections[name]
            yield from check_closed_after(past, connection, operation)
            for event in connection.events:
                if event.message and event.type == "message":
                    sent = began.get((event.chat, event.message.seq), 0.0)
                    if sent > operation.ended:
                        yield Violation(
                            "outside_membership",
                            f"{connection} heard {event.message} after {operation}",
                        )


# ---- everything seen


def last_own(log, user, head):
    """The newest event up to the head that the person has to hear of."""
    newest = 0
    for chat in log.chats_of(user):
        for span in log.memberships[user, chat]:
            rows = log.between(chat, span.start, head if span.end is None else min(head, span.end))
            newest = max(newest, rows[-1] if rows else 0)
    return newest


def check_seen(past, final):
    """Who was connected when all was healed has heard of everything soon after."""
    for healed, head in past.heals:
        for (user, _), connections in past.devices().items():
            due = last_own(final.log, user, head)
            for connection in connections:
                if not connection.opened <= healed < connection.closed:
                    continue
                times = [connection.start] + [
                    event.position
                    for event in connection.events
                    if event.position is not None and event.t <= healed + SEEN_WITHIN
                ]
                if max(times) < due and connection.closed > healed + SEEN_WITHIN:
                    yield Violation(
                        "unseen",
                        f"{connection} had heard up to {max(times)} of {due}, {SEEN_WITHIN} s after "
                        "healing",
                    )
        yield from check_sockets_seen(past, final.log, healed, head)


def check_sockets_seen(past, log, healed, head):
    last_seq = {}
    for (chat, seq), position in log.message_at.items():
        if position <= head:
            last_seq[chat] = max(last_seq.get(chat, 0), seq)
    for connection in past.connections.values():
        if connection.kind != "chat" or connection.since is None:
            continue
        if not connection.opened <= healed < connection.closed - SEEN_WITHIN:
            continue
        if not log.membership_at(connection.client, connection.chat, head):
            continue
        heard = [
            event.message.seq
            for event in connection.events
            if event.type == "message" and event.t <= healed + SEEN_WITHIN
        ]
        last, due = max([connection.since, *heard]), last_seq.get(connection.chat, 0)
        if last < due:
            yield Violation(
                "unseen",
                f"{connection} had heard up to {last} of {due}, {SEEN_WITHIN} s after healing",
            )


def check_last_states(past, final):
    """Who heard of a message, and is still connected at the end, heard what became of it."""
    if not past.heals:
        return
    healed, head = past.heals[-1]
    for (user, _), connections in past.devices().items():
        if not connections[-1].opened <= healed < connections[-1].closed:
            continue
        latest = {}
        for connection in connections:
            if connection.breaks:
                latest = {}
            for event in lasting(connection):
                if event.message and event.position <= head:
                    latest[event.chat, event.message.seq] = event.position, event.message
        for (chat, seq), (position, state) in latest.items():
            stored, span = final.state(chat, seq), final.log.present(user, chat)
            if stored is None or stored == state or span is None or position < span.start:
                continue
            if is_last(final.log, chat, seq, head):
                yield Violation(
                    "unseen", f"person {user} last heard {state} of what is stored as {stored}"
                )


def is_last(log, chat, seq, head):
    """Nothing happened to the message behind the head."""
    return not any(
        log.by_position[at].subject == seq
        and log.by_position[at].kind in (kinds.EDITED, kinds.DELETED, kinds.REACTION)
        for at in log.between(chat, head + 1, float("inf"))
    )
