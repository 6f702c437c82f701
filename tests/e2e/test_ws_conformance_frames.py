"""RFC 6455 sections 5.2 to 5.5: framing (group 1), pings (2), reserved bits (3), opcodes (4).

The ids name the group and case of the public suites that a case corresponds to.
"""
import pytest
import ws_conformance
from ws_raw import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, encode_frame

SIZES = [125, 126, 127, 128, 65535, 65536]
CHOPS = [(None, "whole"), (1, "octets"), (997, "997-octets")]


def ids(cases):
    return [str(case[-1]) for case in cases]


# group 1: framing


@pytest.mark.parametrize(
    "size", [ws_conformance.OVERHEAD + 1, *SIZES], ids=lambda size: f"1.1-text-{size}"
)
@pytest.mark.parametrize("chop", [chop for chop, _ in CHOPS], ids=[name for _, name in CHOPS])
def test_a_text_frame_of_any_length_is_heard(peer, size, chop):
    payload, text = ws_conformance.message_of_size(size)
    assert len(payload) == size
    peer.send_frame(TEXT, payload, chop=chop)
    peer.expect_message(text)


@pytest.mark.parametrize("size", [0, 1, *SIZES], ids=lambda size: f"1.1-text-{size}")
def test_a_text_that_is_no_json_is_an_error_and_the_socket_stays(peer, size):
    peer.send_frame(TEXT, b"*" * size)
    peer.expect_error("malformed_json")
    peer.expect_alive()


@pytest.mark.parametrize("chop", [None, 1], ids=["whole", "octets"])
@pytest.mark.parametrize("size", [0, *SIZES], ids=lambda size: f"1.2-binary-{size}")
def test_a_binary_frame_is_refused_with_1003(peer, size, chop):
    peer.send_tolerantly(encode_frame(BINARY, b"\xfe" * size), chop)
    peer.expect_failure(1003, after_more_data=chop is not None)


@pytest.mark.parametrize(
    "form,size", [(16, 125), (64, 125), (64, 65535), (16, 0), (64, 0)], ids=lambda value: str(value)
)
def test_a_length_that_is_not_minimal_is_a_protocol_error(peer, form, size):
    """5.2: the minimal number of bytes MUST be used to encode the length."""
    peer.send_tolerantly(encode_frame(TEXT, b" " * size, length_form=form))
    peer.expect_failure(1002)


@pytest.mark.parametrize("opcode", [TEXT, BINARY, PING, PONG, CLOSE, CONTINUATION])
def test_an_unmasked_frame_is_a_protocol_error(peer, opcode):
    """5.1: a server MUST close the connection upon receiving a frame that is not masked."""
    peer.send_bytes(encode_frame(opcode, b"", mask=False))
    peer.expect_failure(1002)


@pytest.mark.parametrize(
    "key", [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x00\xff\x80\x7f"], ids=lambda key: key.hex()
)
def test_any_mask_is_undone(peer, key):
    peer.send_frame(TEXT, ws_conformance.message_bytes("masked: пять"), key=key)
    peer.expect_message("masked: пять")


# group 2: pings and pongs

PINGS = [
    (b"", "2.1-empty"),
    (b"Hello, world!", "2.2-text"),
    (b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", "2.3-binary"),
    (b"\xfe" * 125, "2.4-125"),
]


@pytest.mark.parametrize("payload", [payload for payload, _ in PINGS], ids=ids(PINGS))
@pytest.mark.parametrize("chop", [None, 1], ids=["whole", "2.6-octets"])
def test_a_ping_is_answered_with_its_payload(peer, payload, chop):
    peer.send_frame(PING, payload, chop=chop)
    peer.expect_pong(payload)


def test_2_5_a_ping_over_125_octets_is_a_protocol_error(peer):
    peer.send_tolerantly(encode_frame(PING, b"\xfe" * 126))
    peer.expect_failure(1002)


@pytest.mark.parametrize(
    "payload", [b"", b"unsolicited pong payload"], ids=["2.7-empty", "2.8-payload"]
)
def test_an_unsolicited_pong_is_ignored(peer, payload):
    peer.send_frame(PONG, payload)
    peer.expect_alive()


def test_2_9_a_pong_then_a_ping(peer):
    peer.send_frame(PONG, b"unsolicited pong payload")
    peer.send_frame(PING, b"ping payload")
    peer.expect_pong(b"ping payload")


@pytest.mark.parametrize("chop", [None, 1], ids=["2.10", "2.11-octets"])
def test_ten_pings_are_answered_in_order_the_newest_for_sure(peer, chop):
    """5.5.3: who has not yet answered a ping may answer only the newest one."""
    payloads = [b"payload-%d" % index for index in range(10)]
    peer.send_bytes(b"".join(encode_frame(PING, payload) for payload in payloads), chop)
    answered = []
    while not answered or answered[-1] != payloads[-1]:
        frame = peer.receive_frame()
        assert frame is not None and frame.opcode == PONG, frame
        answered.append(frame.payload)
    assert answered == sorted(set(answered)) and set(answered) <= set(payloads)


# group 3: reserved bits


@pytest.mark.parametrize("chop", [None, 1], ids=["whole", "octets"])
@pytest.mark.parametrize(
    "opcode,rsv",
    [
        (TEXT, 1),
        (TEXT, 2),
        (TEXT, 3),
        (TEXT, 4),
        (BINARY, 5),
        (PING, 6),
        (CLOSE, 7),
        (CONTINUATION, 1),
        (PONG, 4),
    ],
    ids=[
        "3.1",
        "3.2",
        "3.3",
        "3.4",
        "3.5-binary",
        "3.6-ping",
        "3.7-close",
        "3-continuation",
        "3-pong",
    ],
)
def test_a_reserved_bit_is_a_protocol_error(peer, opcode, rsv, chop):
    payload = ws_conformance.message_bytes("reserved") if opcode == TEXT else b""
    peer.send_tolerantly(encode_frame(opcode, payload, rsv=rsv), chop)
    peer.expect_failure(1002, after_more_data=chop is not None)


@pytest.mark.parametrize("chop", [None, 1], ids=["3.2-whole", "3.4-octets"])
def test_what_came_before_a_reserved_bit_is_still_heard(peer, chop):
    good = encode_frame(TEXT, ws_conformance.message_bytes("before"))
    peer.send_bytes(good, chop)
    peer.expect_message("before")
    peer.send_tolerantly(encode_frame(TEXT, b"{}", rsv=2) + encode_frame(PING), chop)
    peer.expect_failure(1002, after_more_data=True)


# group 4: opcodes


@pytest.mark.parametrize("payload", [b"", b"reserved opcode payload"], ids=["empty", "payload"])
@pytest.mark.parametrize(
    "opcode",
    [3, 4, 5, 6, 7, 11, 12, 13, 14, 15],
    ids=lambda opcode: f"4.{1 if opcode < 8 else 2}-opcode-{opcode}",
)
def test_an_unknown_opcode_is_a_protocol_error(peer, opcode, payload):
    peer.send_tolerantly(encode_frame(opcode, payload))
    peer.expect_failure(1002)


@pytest.mark.parametrize("opcode", [5, 13], ids=["4.1.5", "4.2.5"])
@pytest.mark.parametrize("chop", [None, 1], ids=["whole", "octets"])
def test_what_came_before_an_unknown_opcode_is_still_heard(peer, opcode, chop):
    peer.send_frame(TEXT, ws_conformance.message_bytes("before"), chop=chop)
    peer.expect_message("before")
    peer.send_tolerantly(encode_frame(opcode, b"x") + encode_frame(PING), chop)
    peer.expect_failure(1002, after_more_data=True)
