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
    """Who was removed comes back by no invitation, and who left only by one that was made later.
    Each who came is one use of an invitation that the person showed.
    """
    invites, shown, came = final.dump["invites"], {}, []
    for operation in past.of_kind("join"):
        if operation.possible and operation.said["invite"] in invites:
            shown.setdefault((operation.client, operation.chat), set()).add(operation.said["invite"])
    partings = {row.position: parting for row, _, parting in final.log.readmissions}
    for row in final.log.rows:
        if row.kind != kinds.ADDED or row.actor != row.subject:
            continue
        parting = partings.get(row.position)
        if parting and parting.actor != parting.subject:
            yield Violation("wrong_state", f"who was removed came back by an invitation: {row}")
        since = parting.position if parting else 0
        good = [
            number
            for number in sorted(shown.get((row.subject, row.chat), ()))
            if since <= invites[number]["position"] <= row.position
        ]
        if parting and not good:
            yield Violation("wrong_state", f"who had left came back by an old invitation: {row}")
        came.append((row, good))
    uses = {number: stored["uses"] for number, stored in invites.items()}
    for row in without_a_use(came, uses):
        yield Violation("wrong_state", f"all that can have let them in let others in: {row}")


def without_a_use(came, uses):
    """The rows for which no use is left of the invitations that can have let them in, when each of
    the others has one.
    """
    let_in = {}  # of each invitation: the places in `came` that have a use of it

    def place(index, tried):
        for number in came[index][1]:
            if number in tried:
                continue
            tried.add(number)
            holders = let_in.setdefault(number, [])
            if len(holders) < uses[number]:
                holders.append(index)
                return True
            for at, other in enumerate(holders):
                if place(other, tried):
                    holders[at] = index
                    return True
        return False

    return [row for index, (row, good) in enumerate(came) if good and not place(index, set())]


def check_refusals(past, final):
    """What was acknowledged is found, and what is over stays so. (Who left before: check_state.)"""
    for operation in past.of_kind("join", "end_invite"):
        if operation.code == "invite_not_found":
            yield Violation("lost", f"the invitation of {operation}")
        stored = final.dump["invites"].get(operation.said["invite"])
        if operation.code == "invite_over" and not (stored and stored["ended"]):
            yield Violation("refused", f"{operation}, by one that is not over: {stored}")
