"""The checker at work on servers that break a promise (ASQ_DEFECT, src/base/fault_points.hpp): each is
caught, within one round.
"""
import pytest

from game import Game, Plan

# A slow disk (5 ms a commit) leaves room between what is in the wrong order.
SLOW = {"ASQ_SLOW_AT": "before_commit:5"}


def verdict(defect):
    # With doubled numbers the server refuses to start again, as it should.
    kills = 0 if defect == "seq_without_lock" else 8
    environment = {"ASQ_DEFECT": defect, **SLOW}
    plan = Plan(1, kills=kills, kills_at=0, cuts=0, specials=0, environment=environment)
    return Game(20261124, plan).play()


@pytest.mark.parametrize("defect, expected", [
    ("none", set()),
    ("ack_before_commit", {"lost"}),
    ("seq_without_lock", {"lost", "two_contents"}),
    ("retry_inserts_again", {"doubled"}),
    ("resume_off_by_one", {"out_of_order"}),
    ("broadcast_before_commit", {"phantom", "stale_read"}),
    ("ex_member_socket_left_open", {"outside_membership"}),
])
def test_a_defect_is_caught(defect, expected):
    judged = verdict(defect)
    found = {one.kind for one in judged.violations}
    print(judged.line(), *judged.violations[:5], *judged.failures, sep="\n")
    assert bool(found & expected) == bool(expected)
    assert expected or judged.good
