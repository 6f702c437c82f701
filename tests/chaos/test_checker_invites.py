"""The checker's own test, of invitations."""
import pytest

from small_world import SmallWorld
from test_checker import assert_found, kinds


@pytest.fixture
def invited():
    """3 left and came back by an invitation of 2's; another one of 1's was ended."""
    small = SmallWorld()
    small.remove(3, 3)
    small.join(3, small.invite(2, 1))
    small.end_invite(1, small.invite(1, 2))
    small.heal()
    return small


def test_a_right_history_of_invitations_passes(invited):
    found, words = kinds(invited)
    assert found == set(), words


@pytest.mark.parametrize("spoil", [
    lambda invites: invites[1].update(uses=2),
    lambda invites: invites[1].update(uses=0),
    lambda invites: invites[1].update(ended=0),
    lambda invites: invites[2].update(uses=1),
])
def test_invitations_whose_uses_are_not_who_came(invited, spoil):
    dump = invited.dump()
    spoil(dump["invites"])
    assert_found("wrong_state", invited, None, dump)


def test_of_two_at_once_with_one_use_left_both_came_in():
    small = SmallWorld()
    for user in (2, 3):
        small.remove(user, user)
    number = small.invite(1, 1)
    for user in (2, 3):
        small.join(user, number)
    small.heal()
    assert kinds(small)[0] == {"wrong_state"}


def test_an_invitation_that_was_acknowledged_is_there(invited):
    dump = invited.dump()
    del dump["invites"][2]
    assert_found("lost", invited, None, dump)
    operation = invited.begin(3, "join", user=3, invite=1)
    invited.end(operation, "fail", code="invite_not_found")
    assert_found("lost", invited)


def test_an_invitation_that_was_ended_is_over(invited):
    dump = invited.dump()
    dump["invites"][2]["ended"] = 0
    assert_found("lost", invited, None, dump)


def test_an_invitation_that_nobody_made_is_a_phantom(invited):
    dump = invited.dump()
    dump["invites"][3] = {**dump["invites"][2], "created_by": 3}
    assert_found("phantom", invited, None, dump)


def test_an_invitation_that_leads_elsewhere_is_altered(invited):
    dump = invited.dump()
    dump["invites"][2]["max_uses"] = 3
    assert_found("altered", invited, None, dump)


@pytest.mark.parametrize("over", [True, False])
def test_nobody_is_kept_out_by_an_invitation_that_is_good(over):
    small = SmallWorld()
    small.remove(2, 2)
    number = small.invite(1, 1)
    small.end(small.begin(2, "join", user=2, invite=number), "fail", code="invite_over")
    if over:
        small.end_invite(1, number)
    small.heal()
    assert ("refused" in kinds(small)[0]) is not over


@pytest.mark.parametrize("actor, made_before, allowed", [
    (2, False, True), (2, True, False), (1, False, False)])
def test_who_comes_back_by_an_invitation(actor, made_before, allowed):
    """Who was removed by none, who left by one that was made later."""
    small = SmallWorld()
    number = small.invite(1, 3) if made_before else None
    small.remove(actor, 2)
    small.join(2, number or small.invite(1, 3))
    small.heal()
    assert ("wrong_state" in kinds(small)[0]) is not allowed


def test_a_later_invitation_that_was_not_used_excuses_no_earlier_one():
    small = SmallWorld()
    earlier = small.invite(1, 3)
    small.remove(2, 2)
    small.begin(2, "join", user=2, invite=small.invite(1, 3))  # of an unknown outcome
    small.join(2, earlier)
    small.heal()
    assert kinds(small)[0] == {"wrong_state"}


def test_each_who_came_has_a_use_of_one_that_they_showed():
    """2 showed both and 3 only the first: so 2 came by the second."""
    small = SmallWorld()
    small.remove(2, 2)
    small.remove(3, 3)
    first, second = small.invite(1, 1), small.invite(1, 1)
    small.begin(2, "join", user=2, invite=first)
    small.join(2, second)
    small.join(3, first)
    small.heal()
    found, words = kinds(small)
    assert found == set(), words
