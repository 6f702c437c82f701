"""RFC 6455 section 5.4: fragmentation (group 5)."""
import pytest
import ws_conformance
from ws_raw import CONTINUATION, PING, PONG, TEXT, encode_frame

FIRST, SECOND = b'{"text":"frag', b'ment"}'
CHOPS = pytest.mark.parametrize("chop", [None, 1], ids=["whole", "octets"])


def text(payload, fin=True):
    return encode_frame(TEXT, payload, fin=fin)


def more(payload, fin=True):
    return encode_frame(CONTINUATION, payload, fin=fin)


@pytest.mark.parametrize("opcode", [PING, PONG], ids=["5.1-ping", "5.2-pong"])
def test_a_fragmented_control_frame_is_a_protocol_error(peer, opcode):
    peer.send_tolerantly(encode_frame(opcode, b"fragment1", fin=False) + more(b"fragment2"))
    peer.expect_failure(1002, after_more_data=True)


@pytest.mark.parametrize("opcode", [PING, PONG, 8], ids=["ping", "pong", "close"])
def test_the_unfinished_control_frame_alone_already_fails(peer, opcode):
    peer.send_bytes(encode_frame(opcode, b"", fin=False))
    peer.expect_failure(1002)


@pytest.mark.parametrize("together", [True, False], ids=["5.3-one-write", "5.4-per-frame"])
def test_a_message_in_two_fragments_is_one_message(peer, together):
    if together:
        peer.send_bytes(text(FIRST, fin=False) + more(SECOND))
    else:
        peer.send_bytes(text(FIRST, fin=False))
        peer.send_bytes(more(SECOND))
    peer.expect_message("fragment")


def test_5_5_two_fragments_octet_by_octet(peer):
    peer.send_bytes(text(FIRST, fin=False) + more(SECOND), chop=1)
    peer.expect_message("fragment")


@CHOPS
def test_5_6_to_5_8_a_ping_between_fragments_is_answered_first(peer, chop):
    peer.send_bytes(text(FIRST, fin=False) + encode_frame(PING, b"between") + more(SECOND), chop)
    peer.expect_pong(b"between")
    peer.expect_message("fragment")


@CHOPS
@pytest.mark.parametrize("fin", [True, False], ids=["5.9-fin", "5.12-no-fin"])
def test_a_continuation_of_nothing_is_a_protocol_error(peer, fin, chop):
    """5.9 to 5.14: with and without FIN, whole and in pieces, a good message behind it."""
    peer.send_tolerantly(
        more(b"non-continuation payload", fin=fin) + text(b'{"text":"behind"}'), chop
    )
    peer.expect_failure(1002, after_more_data=True)


def test_a_continuation_of_nothing_fails_by_itself(peer):
    peer.send_bytes(more(b""))
    peer.expect_failure(1002)


@pytest.mark.parametrize("fin", [True, False], ids=["5.17-fin", "5.15-no-fin"])
def test_a_continuation_after_a_finished_message_is_a_protocol_error(peer, fin):
    peer.send_bytes(text(FIRST, fin=False) + more(SECOND))
    peer.expect_message("fragment")
    peer.send_tolerantly(more(b"fragment3", fin=fin) + text(b'{"text":"behind"}'))
    peer.expect_failure(1002, after_more_data=True)


@pytest.mark.parametrize("fin", [True, False], ids=["5.17", "5.16"])
def test_continuations_and_whole_messages_in_turn_fail_at_the_first(peer, fin):
    peer.send_tolerantly((more(b"fragment1", fin=fin) + text(b'{"text":"x"}')) * 2)
    peer.expect_failure(1002, after_more_data=True)


def test_5_18_a_new_text_inside_a_message_is_a_protocol_error(peer):
    peer.send_bytes(text(FIRST, fin=False) + text(SECOND))
    peer.expect_failure(1002)


@pytest.mark.parametrize("fin", [True, False], ids=["fin", "no-fin"])
def test_a_binary_frame_inside_a_text_message_fails(peer, fin):
    peer.send_bytes(text(FIRST, fin=False))
    peer.send_tolerantly(encode_frame(2, SECOND, fin=fin))
    peer.expect_failure(1002, 1003)


@CHOPS
def test_5_19_and_5_20_five_fragments_with_pings_between(peer, chop):
    pieces = [b'{"text":"', b"one ", b"two ", b"three ", b'four"}']
    frames = ws_conformance.fragments_of(*pieces)
    peer.send_bytes(frames[0] + frames[1] + encode_frame(PING, b"first"), chop)
    peer.expect_pong(b"first")
    peer.send_bytes(frames[2] + frames[3] + encode_frame(PING, b"second"), chop)
    peer.expect_pong(b"second")
    peer.send_bytes(frames[4], chop)
    peer.expect_message("one two three four")


@CHOPS
def test_empty_fragments_are_allowed(peer, chop):
    peer.send_bytes(b"".join(ws_conformance.fragments_of(b"", FIRST, b"", SECOND, b"")), chop)
    peer.expect_message("fragment")


def test_64_fragments_are_taken(peer):
    payload, written = ws_conformance.message_of_size(64 * 10)
    frames = ws_conformance.fragments(payload, 10)
    assert len(frames) == 64
    peer.send_bytes(b"".join(frames))
    peer.expect_message(written)


def test_65_fragments_are_too_many(peer):
    payload, _ = ws_conformance.message_of_size(65 * 10)
    peer.send_tolerantly(b"".join(ws_conformance.fragments(payload, 10)))
    peer.expect_failure(1009, after_more_data=True)


def test_endless_empty_fragments_are_too_many(peer):
    peer.send_bytes(text(b"", fin=False) + more(b"", fin=False) * 63)
    peer.send_tolerantly(more(b"", fin=False))
    peer.expect_failure(1009)


def test_two_fragmented_messages_do_not_mix(peer):
    for name in ("first", "second"):
        peer.send_bytes(
            text(b'{"text":"', fin=False) + more(name.encode(), fin=False) + more(b'"}')
        )
    peer.expect_message("first")
    peer.expect_message("second")
