"""The checker at work on servers that break a promise (ASQ_DEFECT, tests/chaos/defects.patch): each is
caught, mostly within one round. tests/chaos/build_defects builds them.
"""
import shutil

import pytest

from game import Game, Plan

# A slow disk (5 ms a commit) leaves room between what is in the wrong order.
SLOW = {"ASQ_SLOW_AT": "before_commit:5"}


# A race has to be met to be seen: how many games of one round a defect may take until it shows.
GAMES = 4


def play(defect, number):
    # With doubled numbers the server refuses to start again, as it should.
    kills = 0 if defect == "seq_without_lock" else 8
    environment = {"ASQ_DEFECT": defect, **SLOW}
    plan = Plan(1, kills=kills, kills_at=0, cuts=0, specials=0, environment=environment)
    judged = Game(20261124 + number, plan).play()
    print(judged.line(), *judged.violations[:5], *judged.failures, sep="\n")
    return judged


@pytest.mark.parametrize("defect, expected", [
    ("ack_before_commit", {"lost"}),
    ("seq_without_lock", {"lost", "two_contents"}),
    ("retry_inserts_again", {"doubled"}),
    ("resume_off_by_one", {"out_of_order"}),
    ("broadcast_before_commit", {"phantom", "stale_read"}),
    ("ex_member_socket_left_open", {"outside_membership"}),
])
def test_a_defect_is_caught(defect, expected):
    def found(number):
        judged = play(defect, number)
        shutil.rmtree(judged.folder, ignore_errors=True)  # what it has left is of no use here
        return any(one.kind in expected for one in judged.violations)

    assert any(found(number) for number in range(GAMES))


def test_nothing_is_found_where_there_is_no_defect():
    assert play("none", 0).good
