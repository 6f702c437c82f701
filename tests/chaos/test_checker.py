"""The checker's own test: a history that is right passes, and each kind of failure is seen."""
import pytest

import checker
from small_world import SmallWorld


def kinds(world, fresh=None, dump=None):
    violations, _ = checker.check(world.lines, fresh or world.fresh(), dump or world.dump())
    return {one.kind for one in violations}, "\n".join(map(str, violations))


def assert_found(kind, world, fresh=None, dump=None):
    found, words = kinds(world, fresh, dump)
    assert kind in found, words
    assert found <= set(checker.KINDS)


@pytest.fixture
def world():
    """A little of everything, and nothing wrong."""
    small = SmallWorld()
    small.connect(1, "1/1")
    small.connect(3, "3/1")
    small.open_chat(2, "2/1", since=0)
    small.send(1, "a", "first")
    small.send(2, "b", "second")
    small.edit(2, 2, "second, better")
    small.react(1, 2, "👍")
    small.hang_up("3/1")
    small.send(1, None, "third")
    small.connect(3, "3/2", since=4)
    small.read(3, 2)
    small.history(2)
    small.remove(1, 2)
    small.send(1, "c", "fourth")
    small.add(1, 2)
    small.send(2, "d", "fifth")
    small.delete(1, 1)
    small.rename_person(2, "two")
    small.heal()
    return small


def last(world, what, **fields):
    return next(
        line
        for line in reversed(world.lines)
        if line["what"] == what and all(line.get(key) == value for key, value in fields.items())
    )


def test_a_right_history_passes(world):
    found, words = kinds(world)
    assert found == set(), words


def test_an_acknowledged_message_that_is_not_stored_is_lost(world):
    operation = world.begin(1, "send", client_id="e", hash="0")
    message = {**world._shown(world.messages[-1]), "seq": 6, "client_id": "e"}
    world.end(operation, message=message)
    assert_found("lost", world)


def test_a_message_without_an_answer_may_be_stored_or_not(world):
    world.begin(1, "send", client_id="e", hash="0")
    operation = world.begin(1, "send", client_id="f", hash=world.messages[0]["original"])
    world.append(1, "f", "first")
    world.end(operation, "unknown")
    found, words = kinds(world)
    assert found == set(), words


def test_a_message_under_two_numbers_is_doubled(world):
    world.send(1, "e", "sixth")
    world.append(1, "e", "sixth")
    assert_found("doubled", world)


def test_a_text_without_client_id_is_doubled_too(world):
    world.send(1, None, "sixth")
    world.append(1, None, "sixth")
    assert_found("doubled", world)


def test_a_retry_that_hears_another_number_is_noticed(world):
    operation = world.begin(1, "send", client_id="a", hash=world.messages[0]["original"])
    world.end(operation, message=world._shown(world.messages[1]), duplicate=True)
    assert_found("lost", world)


def test_a_message_that_nobody_sent_is_a_phantom(world):
    world.append(1, "e", "sixth")
    assert_found("phantom", world)


def test_a_refused_message_that_is_stored_is_a_phantom(world):
    operation = world.begin(1, "send", client_id="e", hash="0")
    world.append(1, "e", "sixth")
    world.end(operation, "fail", code="forbidden")
    assert_found("phantom", world)


def test_an_event_of_what_is_not_stored_is_a_phantom(world):
    shown = {**world._shown(world.messages[-1]), "seq": 6}
    world.event("1/1", "message", world.head + 1, message=shown)
    assert_found("phantom", world)


def test_a_text_that_nobody_wrote_is_altered(world):
    fresh = world.fresh()
    fresh["messages"][1][2]["hash"] = "0"
    assert_found("altered", world, fresh)


def test_another_content_under_a_client_id_must_be_refused(world):
    operation = world.begin(1, "reuse", client_id="a", hash="0")
    world.end(operation, message=world._shown(world.messages[0]), duplicate=True)
    assert_found("altered", world)


def test_a_missing_number_is_a_hole(world):
    fresh = world.fresh()
    del fresh["messages"][1][2]
    assert_found("hole", world, fresh)


def test_a_history_that_is_short_of_its_last_number_is_a_hole(world):
    dump = world.dump()
    dump["chats"][1]["last_seq"] += 1
    assert_found("hole", world, None, dump)


def test_two_contents_at_one_number_and_version(world):
    last(world, "event", conn="1/1", type="message_edited")["message"]["hash"] = "0"
    assert_found("two_contents", world)


def test_another_message_at_a_number(world):
    last(world, "event", conn="2/1", type="message")["message"]["id"] = 99
    assert_found("two_contents", world)


def test_two_events_in_the_wrong_order(world):
    places = [i for i, line in enumerate(world.lines) if line.get("conn") == "1/1"][1:3]
    first, second = places
    world.lines[first], world.lines[second] = world.lines[second], world.lines[first]
    assert_found("out_of_order", world)


@pytest.mark.parametrize("conn", ["1/1", "2/1"])
def test_an_event_that_comes_twice(world, conn):
    line = next(
        line for line in world.lines if line.get("conn") == conn and line.get("type") == "message"
    )
    world.lines.insert(world.lines.index(line), dict(line))
    assert_found("out_of_order", world)


@pytest.mark.parametrize("conn, type", [
    ("1/1", "message"), ("2/1", "message"), ("3/2", "message"), ("1/1", "member_removed"),
    ("1/1", "message_edited"), ("1/1", "reaction")])
def test_an_event_that_is_missing_between_two(world, conn, type):
    line = next(
        line for line in world.lines if line.get("conn") == conn and line.get("type") == type
    )
    world.lines.remove(line)
    assert_found("out_of_order", world)


def test_a_new_name_that_is_not_heard_of(world):
    world.lines.remove(last(world, "event", conn="3/2", type="user_updated"))
    world.event("3/2", "live", world.head)
    assert_found("out_of_order", world)


def test_what_was_missed_before_a_resume_may_not_stay_missing(world):
    """The one message that came while 3 was away."""
    opened = last(world, "open", conn="3/2")
    place = world.lines.index(opened) + 1
    assert world.lines[place]["type"] == "message"
    del world.lines[place]
    assert_found("out_of_order", world)


def test_a_cursor_that_is_refused_without_need(world):
    opened = last(world, "open", conn="3/2")
    opened["resumed"] = False
    assert_found("out_of_order", world)


def test_after_a_removal_only_its_end_is_replayed(world):
    """Who was away when removed hears of nothing but the removal, and of what followed the return."""
    small = SmallWorld()
    small.send(1, "a", "first")
    small.remove(1, 2)
    small.send(1, "b", "second")
    small.add(1, 2)
    small.line("open", conn="2/1", client=2, kind="person", began=0.0, since=small.cursor(0),
               resumed=True, cursor=small.cursor(0))
    small.event("2/1", "chat_removed", 2)
    small.event("2/1", "chat_added", 4)
    found, words = kinds(small)
    assert found == set(), words
    del small.lines[-2]
    assert_found("out_of_order", small)


def test_an_event_from_outside_the_membership(world):
    line = last(world, "event", conn="1/1", type="message")
    small = SmallWorld()
    small.connect(2, "2/1")
    small.remove(1, 2)
    message = small.send(1, "a", "first")
    small.event("2/1", "message", small.head, message=small._shown(message))
    assert line and kinds(small)[0] == {"outside_membership"}


def test_a_chat_socket_hears_nothing_after_the_removal():
    small = SmallWorld()
    small.open_chat(2, "2/1", since=0)
    small.send(1, "a", "first")
    small.remove(1, 2)
    message = small.send(1, "b", "second")
    small.lines = [line for line in small.lines if line["what"] != "close"]
    small.event("2/1", "message", None, message=small._shown(message))
    assert_found("outside_membership", small)


def test_a_removed_members_socket_that_stays_open():
    small = SmallWorld()
    small.open_chat(2, "2/1", since=0)
    small.remove(1, 2)
    small.lines = [line for line in small.lines if line["what"] != "close"]
    small.now += 10.0
    small.heal()
    assert kinds(small)[0] == {"outside_membership"}


def test_what_was_acknowledged_first_has_the_smaller_number():
    small = SmallWorld()
    late = small.begin(1, "send", client_id="b", hash="0")
    message = small.append(1, "b", "later")
    early = small.begin(2, "send", client_id="a", hash="0")
    small.append(2, "a", "sooner")
    small.end(late, message=small._shown(message))
    small.end(early, message=small._shown(small.messages[1]))
    for line in small.lines:  # now 2's was acknowledged before 1's began
        if line["what"] in ("begin", "end") and line["op"] == early:
            line["t"] = 0.1 if line["what"] == "begin" else 0.2
    small.lines.sort(key=lambda line: (line["what"] != "base", line["t"]))
    assert_found("real_time", small)


def test_a_history_that_ends_below_what_its_reader_was_told(world):
    world.history(1, last=4)
    assert_found("stale_read", world)


def test_a_lost_edit(world):
    fresh = world.fresh()
    fresh["messages"][1][1].update(hash=world.messages[1]["original"], version=[None, False])
    assert_found("lost", world, fresh)


def test_a_deletion_that_did_not_last(world):
    fresh = world.fresh()
    fresh["messages"][1][0].update(hash=world.messages[0]["original"], version=[None, False])
    assert_found("lost", world, fresh)


def test_a_reaction_that_did_not_last(world):
    dump = world.dump()
    dump["reactions"] = {}
    assert_found("wrong_state", world, None, dump)


@pytest.mark.parametrize("spoil", [
    lambda dump: dump["members"][1].pop(2),
    lambda dump: dump["members"][1][2].update(role=1),
    lambda dump: dump["members"][1][2].update(joined_position=1),
    lambda dump: dump["members"][1][3].update(read_seq=1),
    lambda dump: dump["members"][1][3].update(read_seq=5),
    lambda dump: dump["chats"][1].update(member_count=2),
    lambda dump: dump["chats"][1].update(log_position=1),
    lambda dump: dump["departures"].clear(),
    lambda dump: dump["log"].pop(4),
    lambda dump: dump["counters"].update(log_position=1),
])
def test_tables_that_are_not_the_log_replayed(world, spoil):
    dump = world.dump()
    spoil(dump)
    assert_found("wrong_state", world, None, dump)


@pytest.mark.parametrize("field, value", [
    ("unread", 7), ("read_seq", 1), ("last_seq", 4), ("participant_ids", [1, 2]),
    ("role", "admin"), ("last_message", "0")])
def test_a_view_that_a_recomputation_does_not_give(world, field, value):
    fresh = world.fresh()
    fresh["views"][3][1][field] = value
    assert_found("wrong_state", world, fresh)


@pytest.mark.parametrize("seq", [1, 5])
def test_a_read_flag_that_no_marker_explains(world, seq):
    fresh = world.fresh()
    fresh["messages"][1][seq - 1]["read"] ^= True
    assert_found("wrong_state", world, fresh)


def test_a_marker_that_one_who_is_connected_was_not_told_of(world):
    world.lines.remove(last(world, "event", conn="1/1", type="read"))
    assert_found("unseen", world)


def test_what_is_not_seen_ten_seconds_after_healing(world):
    healed = last(world, "healed")
    for conn in ("1/1", "3/2"):
        world.lines.remove(last(world, "event", conn=conn, type="user_updated"))
        world.lines.remove(last(world, "event", conn=conn, type="message_deleted"))
    assert_found("unseen", world)
    assert healed["head"] == world.head


def test_what_is_seen_too_late(world):
    healed = last(world, "healed")
    for type in ("message_deleted", "user_updated"):
        late = last(world, "event", conn="1/1", type=type)
        world.lines.remove(late)
        world.lines.append({**late, "t": healed["t"] + 11.0})
    assert_found("unseen", world)


def test_a_chat_socket_that_has_not_heard_all_after_healing():
    small = SmallWorld()
    small.open_chat(2, "2/1", since=0)
    small.send(1, "a", "first")
    small.lines.remove(last(small, "event", conn="2/1"))
    small.heal()
    assert_found("unseen", small)


def test_a_reaction_that_is_miscounted(world):
    dump = world.dump()
    dump["reaction_kinds"][1, 2]["👍"] = 2
    assert_found("wrong_state", world, None, dump)


def test_a_refusal_for_no_reason(world):
    operation = world.begin(1, "send", client_id="e", hash="0")
    world.end(operation, "fail", code="chat_not_found")
    assert_found("refused", world)


@pytest.mark.parametrize("left", [True, False])
def test_who_left_before_is_not_added_by_a_member(left):
    small = SmallWorld()
    if left:
        small.remove(1, 2)
    small.end(small.begin(3, "add", user=2), "fail", code="left_before")
    small.heal()
    assert ("refused" in kinds(small)[0]) is not left


@pytest.mark.parametrize("actor, allowed", [(1, True), (3, False)])
def test_who_left_before_and_comes_back_by_a_member(actor, allowed):
    small = SmallWorld()
    small.remove(1, 2)
    small.add(actor, 2)
    small.heal()
    assert ("wrong_state" in kinds(small)[0]) is not allowed


@pytest.mark.parametrize(
    "before, excused",
    [
        (None, False),
        (("erase", {}), True),
        (("remove", {"user": 1}), True),
        (("remove", {"user": 2}), False),
    ],
)
def test_a_chat_that_was_deleted_or_left_without_an_answer_is_not_found(world, before, excused):
    if before:
        kind, said = before
        world.end(world.begin(1, kind, **said), "unknown")
    world.end(world.begin(1, "erase"), "fail", code="chat_not_found")
    assert ("refused" in kinds(world)[0]) is not excused


def test_a_chat_that_nobody_made_is_a_phantom(world):
    dump = world.dump()
    dump["log"].append((world.head + 1, 4, 2, 0, 0, 1, None))
    assert_found("phantom", world, None, dump)


@pytest.mark.parametrize("names", [["new"], ["new", "never stored"]])
def test_a_chat_whose_making_was_not_answered_is_none(world, names):
    """It is gone again, so that the tables have no name for it."""
    for name in names:
        world.end(world.begin(1, "create", name=name, users=[2]), "unknown")
    if len(names) > 1:
        world.event("2/1", "chat_added", world.head + 1, chat=2, name="new")
    dump = world.dump()
    dump["log"].append((world.head + 1, 4, 2, 0, 0, 1, None))
    assert "phantom" not in kinds(world, None, dump)[0]


def test_a_chat_whose_making_was_acknowledged_is_there(world):
    operation = world.begin(1, "create", name="new", users=[2])
    world.end(operation, made=2)
    assert_found("lost", world)


def logged_out():
    small = SmallWorld()
    small.open_chat(2, "2/1", since=0)
    operation = small.begin(2, "log_out", conns=["2/1"])
    small.end(operation)
    return small


def test_a_session_that_has_ended_hears_nothing():
    small = logged_out()
    small.send(1, "a", "first")
    small.hang_up("2/1", 4401)
    assert kinds(small)[0] == {"outside_membership"}


def test_the_sockets_of_a_session_that_has_ended_close():
    small = logged_out()
    small.now += 10.0
    small.heal()
    assert kinds(small)[0] == {"outside_membership"}
    small = logged_out()
    small.hang_up("2/1", 4401)
    small.now += 10.0
    small.heal()
    assert kinds(small)[0] == set()
