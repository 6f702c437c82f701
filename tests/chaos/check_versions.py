"""One content at one seq and version, everywhere; edits, deletions and reactions as they were made."""
from journal import EMPTY
from past import DELETED, EDITED, REACTION, Violation


def check(past, final):
    yield from check_shown(past, final)
    yield from check_contents(past, final)
    yield from check_messages(past, final)
    yield from check_reactions(past, final)


def check_shown(past, final):
    """Whatever anybody was shown is stored, and was the same for everybody."""
    contents = {}
    for state, where in past.shown.items():
        stored = final.state(state.chat, state.seq)
        if final.is_gone(state.chat):
            continue
        if stored is None:
            yield Violation("phantom", f"{where} was shown {state}, which is not stored")
            continue
        if (stored.id, stored.sender) != (state.id, state.sender) or (
            stored.client_id != state.client_id and not stored.deleted and not state.deleted
        ):
            yield Violation("two_contents", f"{where} was shown {state}; stored is {stored}")
            continue
        first = contents.setdefault((state.chat, state.seq, state.version), state)
        if first.hash != state.hash:
            yield Violation(
                "two_contents",
                f"{where} was shown {state}, and {past.shown[first]} was shown {first}",
            )


def originals(past):
    """(chat, seq): hash of the first text, as far as anybody was told of its seq."""
    found = {}
    for chat, base in past.base["chats"].items():
        for message in base["messages"]:
            found[chat, message["seq"]] = message["hash"]
    for operation in past.of_kind("send"):
        for message in operation.messages:
            found[operation.chat, message.seq] = operation.said["hash"]
    return found


def check_contents(past, final):
    """No text that nobody wrote."""
    written = originals(past)
    sent = {}  # (chat, sender, client_id): texts; without a client_id there may be many
    for operation in past.of_kind("send"):
        key = operation.chat, operation.client, operation.said["client_id"]
        sent.setdefault(key, set()).add(operation.said["hash"])
    edits = {}
    for operation in past.of_kind("edit"):
        edits.setdefault((operation.chat, operation.said["seq"]), set()).add(operation.said["hash"])
    for state, where in past.shown.items():
        place = state.chat, state.seq
        if state.deleted:
            allowed = {EMPTY}
        elif state.edited_at is not None:
            allowed = edits.get(place, set())
        elif place in written:
            allowed = {written[place]}
        else:
            allowed = sent.get((state.chat, state.sender, state.client_id), set())
        if state.hash not in allowed:
            yield Violation("altered", f"{where} was shown {state}, a text that nobody wrote there")


def by_place(operations):
    places = {}
    for operation in operations:
        places.setdefault((operation.chat, operation.said["seq"]), []).append(operation)
    return places


def last_ones(operations):
    """Those that may have been the last to take effect: no acknowledged one began after they had
    ended.
    """
    latest = max((one.began for one in operations if one.ok), default=float("-inf"))
    return [one for one in operations if one.possible and one.ended >= latest]


def rows_by_place(log, kind):
    counts = {}
    for row in log.rows:
        if row.kind == kind:
            counts[row.chat, row.subject] = counts.get((row.chat, row.subject), 0) + 1
    return counts


def check_messages(past, final):
    """What is left of each message is what its edits and its deletion say, and the log has them."""
    edits, deletions = by_place(past.of_kind("edit")), by_place(past.of_kind("delete"))
    edited, deleted = rows_by_place(final.log, EDITED), rows_by_place(final.log, DELETED)
    written = originals(past)
    for place in edits.keys() | deletions.keys() | edited.keys() | deleted.keys():
        state = final.state(*place)
        if state is None:
            continue  # check_shown says so
        tried = edits.get(place, [])
        done = [one for one in tried if one.ok]
        count = edited.get(place, 0)
        if not len(done) <= count <= len([one for one in tried if one.possible]):
            yield Violation(
                "wrong_state", f"message {place}: {count} edits in the log, {len(done)} acknowledged"
            )
        if state.deleted != (deleted.get(place, 0) == 1):
            yield Violation("wrong_state", f"message {place}: the log does not tell its deletion")
        erased = [one for one in deletions.get(place, []) if one.possible]
        if any(one.ok for one in erased) and not state.deleted:
            yield Violation("lost", f"the deletion of message {place}")
        if state.deleted and not erased:
            yield Violation("phantom", f"message {place} was deleted, and nobody asked for it")
        if not state.deleted:
            possible = {one.said["hash"] for one in last_ones(tried)}
            if not done:
                possible.add(written.get(place, state.hash))
            if state.hash not in possible:
                yield Violation("lost", f"message {place} has not the text of its last edit")


def check_reactions(past, final):
    stored = {
        (place, emoji, user)
        for place, kinds in final.dump["reactions"].items()
        for emoji, users in kinds.items()
        for user in users
    }
    tried = {}
    for operation in past.of_kind("react"):
        place = operation.chat, operation.said["seq"]
        key = place, operation.said["emoji"], operation.client
        tried.setdefault(key, []).append(operation)
    for key in tried.keys() | stored:
        operations = tried.get(key, [])
        possible = {one.said["on"] for one in last_ones(operations)}
        if not any(one.ok for one in operations):
            possible.add(False)
        state = final.state(*key[0])
        if state is not None and state.deleted:
            possible = {False}
        if (key in stored) not in possible and not final.is_gone(key[0][0]):
            yield Violation("wrong_state", f"the reaction {key} is {key in stored}")
    yield from check_reaction_rows(past, final)
    yield from check_reaction_lists(final)


def check_reaction_rows(past, final):
    tried = by_place(past.of_kind("react"))
    for place, count in rows_by_place(final.log, REACTION).items():
        if count > len([one for one in tried.get(place, []) if one.possible]):
            yield Violation("phantom", f"message {place} has {count} reactions in the log")


def check_reaction_lists(final):
    """The history shows them as the table has them, and the table counts them right."""
    counted = {
        place: {emoji: len(users) for emoji, users in kinds.items()}
        for place, kinds in final.dump["reactions"].items()
        if not final.is_gone(place[0])
    }
    table = final.dump["reaction_kinds"]
    if counted != {place: kinds for place, kinds in table.items() if not final.is_gone(place[0])}:
        yield Violation("wrong_state", "reactions are miscounted")
    for place, stored in final.by_seq.items():
        shown = {emoji: (count, set(users)) for emoji, count, users in stored.state.reactions}
        kinds = final.dump["reactions"].get(place, {})
        table = {emoji: (len(users), set(users)) for emoji, users in kinds.items()}
        if shown.keys() != table.keys() or any(
            shown[emoji][0] != table[emoji][0] or not shown[emoji][1] <= table[emoji][1]
            for emoji in table
        ):
            yield Violation("wrong_state", f"message {place} shows {shown}; the table has {table}")
