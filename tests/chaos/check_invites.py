"""Invitations: each that was made is there, none is used more often than it may be, and nobody is let
in or kept out by one without a reason.
"""
import past as kinds
from past import Violation


def check(past, final):
    yield from check_made(past, final)
    yield from check_uses(past, final)
    yield from check_returns(past, final)
    yield from check_refusals(past, final)


def check_made(past, final):
    """Each acknowledged one is there, and each that was ended is over; no more than were asked for."""
    invites, asked = final.dump["invites"], {}
    for operation in past.of_kind("invite"):
        stored = invites.get(operation.invite)
        if operation.ok and stored is None:
            yield Violation("lost", f"the invitation of {operation}")
        elif operation.ok and (stored["chat_id"], stored["max_uses"]) != (
            operation.chat,
            operation.said["uses"],
        ):
            yield Violation("altered", f"the invitation of {operation} is {stored}")
        if operation.possible:
            key = operation.chat, operation.client
            asked[key] = asked.get(key, 0) + 1
    made = {}
    for stored in invites.values():
        key = stored["chat_id"], stored["created_by"]
        made[key] = made.get(key, 0) + 1
    for (chat, maker), number in made.items():
        if number > asked.get((chat, maker), 0):
            yield Violation("phantom", f"{number} invitations of person {maker} to chat {chat}")
    for operation in past.of_kind("end_invite"):
        stored = invites.get(operation.said["invite"])
        if operation.ok and stored and not stored["ended"]:
            yield Violation("lost", f"the end of an invitation: {operation}")


def check_uses(past, final):
    """Of two at once with one use left, one gets in; and each use is one person who came."""
    used, came = {}, {}
    for number, stored in final.dump["invites"].items():
        if stored["uses"] > stored["max_uses"]:
            yield Violation("wrong_state", f"invitation {number} was used too often: {stored}")
        if stored["uses"] >= stored["max_uses"] and not stored["ended"]:
            yield Violation("wrong_state", f"invitation {number} is used up, and not over: {stored}")
        used[stored["chat_id"]] = used.get(stored["chat_id"], 0) + stored["uses"]
    for row in final.log.rows:
        if row.kind == kinds.ADDED and row.actor == row.subject:
            came[row.chat] = came.get(row.chat, 0) + 1
    for chat in used.keys() | came.keys():
        if used.get(chat, 0) != came.get(chat, 0):
            yield Violation(
                "wrong_state",
                f"{came.get(chat, 0)} came to chat {chat} by invitations that were used "
                f"{used.get(chat, 0)} times",
            )


def check_returns(past, final):
    """Who was removed comes back by no invitation, and who left only by one that was made later."""
    shown = {}
    for operation in past.of_kind("join"):
        if operation.possible:
            key = operation.client, operation.chat
            shown.setdefault(key, []).append(final.dump["invites"].get(operation.said["invite"]))
    for row, _, parting in final.log.readmissions:
        if row.actor != row.subject or parting is None:
            continue
        if parting.actor != parting.subject:
            yield Violation("wrong_state", f"who was removed came back by an invitation: {row}")
        later = [
            stored
            for stored in shown.get((row.subject, row.chat), [])
            if stored and stored["position"] >= parting.position
        ]
        if not later:
            yield Violation("wrong_state", f"who had left came back by an old invitation: {row}")


def check_refusals(past, final):
    """What was acknowledged is found, and what is over stays so. (Who left before: check_state.)"""
    for operation in past.of_kind("join", "end_invite"):
        if operation.code == "invite_not_found":
            yield Violation("lost", f"the invitation of {operation}")
        stored = final.dump["invites"].get(operation.said["invite"])
        if operation.code == "invite_over" and not (stored and stored["ended"]):
            yield Violation("refused", f"{operation}, by one that is not over: {stored}")
