"""Handles: each person's is the last one they took, what they gave up rests for them and nobody else
gets it, and people are found by what their handle begins with. A run is shorter than a rest.
"""
from past import Violation

PART = 12  # characters of a handle that the index has (src/store/name_parts.hpp)


def check(past, final):
    taken = Taken(past)
    yield from check_last(taken, final)
    yield from check_rests(taken, final)
    yield from check_owners(taken)
    yield from check_refused(past, taken)
    yield from check_index(final)


class Taken:
    """Who took which handle, by what was asked for and answered. At first each has that of the world."""

    def __init__(self, past):
        self.first = past.base["handles"]
        self.tries = {user: [] for user in self.first}
        for operation in past.of_kind("profile"):
            if operation.said.get("handle"):
                self.tries[operation.client].append(operation)

    def surely(self, user):
        """All that the person certainly had at some time."""
        return {self.first[user]} | {one.said["handle"] for one in self.tries[user] if one.ok}

    def perhaps(self, user, before=None):
        """All that the person may have had, before that moment."""
        return {self.first[user]} | {
            one.said["handle"]
            for one in self.tries[user]
            if one.possible and (before is None or one.began < before)
        }

    def last(self, user):
        """What the person may have in the end."""
        latest = max((one.began for one in self.tries[user] if one.ok), default=None)
        if latest is None:
            return self.perhaps(user)
        return {
            one.said["handle"]
            for one in self.tries[user]
            if one.possible and one.ended >= latest
        }


def check_last(taken, final):
    for user in taken.first:
        handle = final.dump["users"][user]["handle"]
        if handle not in taken.last(user):
            yield Violation("lost", f"person {user} is @{handle}, not {taken.last(user)}")


def check_rests(taken, final):
    resting = final.dump["freed_handles"]
    owners = {row["handle"]: user for user, row in final.dump["users"].items()}
    for user in taken.first:
        for handle in taken.surely(user):
            if owners.get(handle) != user and resting.get(handle) != user:
                yield Violation(
                    "wrong_state",
                    f"@{handle}, given up by {user}, rests for {resting.get(handle)}",
                )
    for handle, user in resting.items():
        if handle in owners:
            yield Violation("wrong_state", f"@{handle} rests, and {owners[handle]} has it")
        if user not in taken.first or handle not in taken.perhaps(user):
            yield Violation("phantom", f"@{handle} rests for {user}, who never had it")


def check_owners(taken):
    """No handle was ever given to two people."""
    owners = {}
    for user in taken.first:
        for handle in taken.surely(user):
            if handle in owners:
                yield Violation("wrong_state", f"@{handle} was given to {owners[handle]} and {user}")
            owners[handle] = user


def check_refused(past, taken):
    """`handle_taken` has a reason: somebody else has it, or had it."""
    for operation in past.of_kind("profile"):
        if operation.code != "handle_taken":
            continue
        handle = operation.said.get("handle")
        others = (user for user in taken.first if user != operation.client)
        if not any(handle in taken.perhaps(user, operation.ended) for user in others):
            yield Violation("refused", f"{operation}, of @{handle}, which nobody else had")


def check_index(final):
    parts = final.dump["people_parts"]
    for user, row in final.dump["users"].items():
        begins = final.dump["handle_parts"].get(user, [])
        if begins != [row["handle"][:PART]] or parts.get(user, 0) < 1:
            yield Violation("wrong_state", f"@{row['handle']} of {user} is found by {begins}")
    for user in parts.keys() - final.dump["users"].keys():
        yield Violation("phantom", f"{user} is nobody, and found by {parts[user]} parts")
