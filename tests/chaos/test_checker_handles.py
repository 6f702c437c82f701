"""The checker's own test: handles that are changed, given up, wished for and refused."""
import pytest

from small_world import SmallWorld
from test_checker import assert_found, kinds


@pytest.fixture
def world():
    """Person 2 took two, the second without an answer; person 1 wished for what 2 had given up."""
    small = SmallWorld()
    small.connect(1, "1/1")
    small.rename_person(2, "two", "second")
    small.rename_person(2, "three", "third", outcome="unknown")
    refused(small, 1, "second")
    small.heal()
    return small


def refused(small, user, handle, code="handle_taken"):
    small.end(small.begin(user, "profile", name="x", handle=handle), "fail", code=code)


def test_a_right_history_of_handles_passes(world):
    found, words = kinds(world)
    assert found == set(), words


def test_a_change_without_an_answer_may_have_come_to_nothing(world):
    operation = world.begin(2, "profile", name="four", handle="fourth")
    world.end(operation, "unknown")
    found, words = kinds(world)
    assert found == set(), words


def test_the_last_owner_may_take_it_again(world):
    world.rename_person(2, "two", "second")
    found, words = kinds(world)
    assert found == set(), words


def test_a_handle_that_is_not_the_last_one_is_lost(world):
    dump = world.dump()
    dump["users"][2]["handle"] = "handle_2"
    assert_found("lost", world, None, dump)


def test_a_handle_that_was_given_up_and_does_not_rest(world):
    dump = world.dump()
    del dump["freed_handles"]["second"]
    assert_found("wrong_state", world, None, dump)


def test_a_handle_that_rests_for_somebody_else(world):
    dump = world.dump()
    dump["freed_handles"]["second"] = 3
    assert_found("wrong_state", world, None, dump)


def test_a_handle_that_rests_and_is_somebodys(world):
    dump = world.dump()
    dump["freed_handles"]["third"] = 2
    assert_found("wrong_state", world, None, dump)


def test_a_rest_of_what_nobody_had_is_a_phantom(world):
    dump = world.dump()
    dump["freed_handles"]["never"] = 2
    assert_found("phantom", world, None, dump)


def test_a_handle_within_its_rest_is_given_to_nobody_else(world):
    world.rename_person(3, "x", "second")
    assert_found("wrong_state", world)


def test_a_handle_that_nobody_had_is_not_refused(world):
    refused(world, 1, "free")
    assert_found("refused", world)


def test_ones_own_handle_is_not_refused(world):
    refused(world, 2, "second")
    assert_found("refused", world)


def test_a_profile_is_refused_for_nothing_else(world):
    refused(world, 1, "second", code="forbidden")
    assert_found("refused", world)


def test_who_is_not_found_by_the_handle(world):
    dump = world.dump()
    dump["handle_parts"][2] = ["second"]
    assert_found("wrong_state", world, None, dump)


def test_a_part_of_nobody_is_a_phantom(world):
    dump = world.dump()
    dump["people_parts"][9] = 3
    assert_found("phantom", world, None, dump)
