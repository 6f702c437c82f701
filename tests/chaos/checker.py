"""Judges a run of tests/chaos: what the load wrote down (journal.py), against what a fresh reader
reads and what the database holds when all is healed. Pure; docs/reliability.md says what it holds.

    violations = checker.check(journal.load(path), fresh, dump)
"""
import check_handles
import check_invites
import check_sends
import check_state
import check_streams
import check_versions
from final import Final
from past import Past

KINDS = (
    "lost",
    "doubled",
    "phantom",  # shown or stored, and nobody has made it
    "altered",
    "hole",
    "two_contents",  # at one seq and version
    "out_of_order",  # on a connection: order, repeat, gap
    "outside_membership",
    "real_time",  # acknowledged before another began, and yet behind it
    "stale_read",  # a read below what that client had been told of
    "wrong_state",  # not the log replayed, or not what a recomputation gives
    "unseen",  # 10 s after healing
    "refused",  # for no reason
)


def check(lines, fresh, dump):
    past = Past(lines)
    final = Final(past, fresh, dump)
    violations = []
    parts = (
        check_sends,
        check_versions,
        check_streams,
        check_state,
        check_invites,
        check_handles,
    )
    for part in parts:
        violations += part.check(past, final)
    return violations, past
