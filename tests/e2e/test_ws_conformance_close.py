"""RFC 6455 sections 5.5.1 and 7: the closing handshake (group 7), limits (9) and
auto-fragmentation (10).
"""
import struct

import pytest
import ws_conformance
import ws_raw
from ws_raw import CLOSE, CONTINUATION, PING, TEXT, encode_frame

MAX_MESSAGE = 256 * 1024


def close_payload(code, reason=b""):
    return struct.pack(">H", code) + reason


def expect_end(peer):
    assert peer.receive_frame() is None


# group 7: close handling


def test_7_1_1_what_came_before_the_close_is_heard(peer):
    peer.send_bytes(encode_frame(TEXT, ws_conformance.message_bytes("before")))
    peer.expect_message("before")
    peer.send_frame(CLOSE, close_payload(1000))
    assert peer.receive_close() == 1000
    expect_end(peer)


def test_7_1_2_a_second_close_frame_changes_nothing(peer):
    peer.send_tolerantly(encode_frame(CLOSE, close_payload(1000)) * 2)
    assert peer.receive_close() in (1000, 1006)


def test_7_1_3_a_ping_after_the_close_is_not_answered(peer):
    peer.send_tolerantly(encode_frame(CLOSE, close_payload(1000)) + encode_frame(PING))
    frame = peer.receive_frame()
    assert frame is None or frame.opcode == CLOSE
    if frame:
        expect_end(peer)


def test_7_1_4_a_text_after_the_close_is_not_heard(peer, port, anna):
    with ws_raw.open_chat(port, peer.chat_id, anna.token) as other:
        peer.send_tolerantly(
            encode_frame(CLOSE, close_payload(1000))
            + encode_frame(TEXT, ws_conformance.message_bytes("after the close"))
        )
        assert peer.receive_close() in (1000, 1006)
        other.send_json({"text": "next"})
        assert other.receive_json()["text"] == "next"


def test_7_1_5_a_close_between_fragments_ends_the_message(peer):
    peer.send_bytes(encode_frame(TEXT, b'{"text":"fragment1', fin=False))
    peer.send_tolerantly(
        encode_frame(CLOSE, close_payload(1000)) + encode_frame(CONTINUATION, b'fragment2"}')
    )
    assert peer.receive_close() in (1000, 1006)


def test_7_1_6_a_large_message_then_a_close_then_a_ping(peer):
    payload, text = ws_conformance.message_of_size(MAX_MESSAGE)
    peer.send_tolerantly(
        encode_frame(TEXT, payload) + encode_frame(CLOSE, close_payload(1000)) + encode_frame(PING)
    )
    assert peer.receive_close() in (1000, 1006)


def test_7_3_1_an_empty_close_is_answered(peer):
    peer.send_frame(CLOSE)
    assert peer.receive_close() in (None, 1000)
    expect_end(peer)


def test_7_3_2_a_close_of_one_octet_is_a_protocol_error(peer):
    peer.send_frame(CLOSE, b"a")
    peer.expect_failure(1002)


@pytest.mark.parametrize(
    "reason",
    [b"", b"Hello World!", b"*" * 123, "причина".encode()],
    ids=["7.3.3", "7.3.4", "7.3.5-123", "utf8"],
)
def test_a_close_with_a_reason_is_answered_with_its_code(peer, reason):
    peer.send_frame(CLOSE, close_payload(1000, reason))
    assert peer.receive_close() == 1000
    expect_end(peer)


def test_7_3_6_a_reason_of_124_octets_is_too_long(peer):
    peer.send_tolerantly(encode_frame(CLOSE, close_payload(1000, b"*" * 124)))
    peer.expect_failure(1002)


@pytest.mark.parametrize(
    "reason",
    [b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited", b"\xff", b"\xc3"],
    ids=["7.5.1", "ff", "cut"],
)
def test_a_reason_that_is_no_utf8_fails(peer, reason):
    peer.send_frame(CLOSE, close_payload(1000, reason))
    peer.expect_failure(1007, 1002)


@pytest.mark.parametrize(
    "code",
    [
        1000,
        1001,
        1002,
        1003,
        1007,
        1008,
        1009,
        1010,
        1011,
        1012,
        1013,
        1014,
        3000,
        3999,
        4000,
        4401,
        4999,
    ],
    ids=lambda code: f"7.7-{code}",
)
def test_a_valid_close_code_is_answered(peer, code):
    peer.send_frame(CLOSE, close_payload(code))
    assert peer.receive_close() in (code, 1000)
    expect_end(peer)


@pytest.mark.parametrize(
    "code",
    [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535],
    ids=lambda code: f"7.9-{code}",
)
def test_an_invalid_close_code_is_a_protocol_error(peer, code):
    peer.send_frame(CLOSE, close_payload(code))
    peer.expect_failure(1002)


@pytest.mark.parametrize("code", [1000, 4000])
def test_a_close_octet_by_octet(peer, code):
    peer.send_frame(CLOSE, close_payload(code, b"bye"), chop=1)
    assert peer.receive_close() in (code, 1000)
    expect_end(peer)


def test_a_peer_that_just_goes_away_harms_nobody(peer, port, anna):
    with ws_raw.open_chat(port, peer.chat_id, anna.token) as gone:
        gone.send_bytes(encode_frame(TEXT, b'{"text":"half a mess')[:-5])
    peer.expect_alive()


# group 9: limits and performance


@pytest.mark.parametrize(
    "size", [64 * 1024, 128 * 1024, MAX_MESSAGE], ids=lambda size: f"9.1-{size}"
)
@pytest.mark.parametrize(
    "chop", [None, 64, 1024, 1500], ids=["whole", "9.5-64", "9.5-1024", "9.5-1500"]
)
def test_a_message_up_to_the_limit_is_heard(peer, size, chop):
    payload, text = ws_conformance.message_of_size(size)
    peer.send_frame(TEXT, payload, chop=chop)
    peer.expect_message(text)


@pytest.mark.parametrize("pieces", [2, 16, 64], ids=lambda count: f"9.3-{count}-fragments")
def test_a_fragmented_message_up_to_the_limit_is_heard(peer, pieces):
    payload, text = ws_conformance.message_of_size(MAX_MESSAGE)
    peer.send_bytes(b"".join(ws_conformance.fragments(payload, MAX_MESSAGE // pieces)))
    peer.expect_message(text)


@pytest.mark.parametrize(
    "length",
    [MAX_MESSAGE + 1, 1 << 20, 1 << 31, 1 << 32, (1 << 63) - 1],
    ids=lambda length: f"9-header-{length}",
)
def test_a_length_over_the_limit_fails_from_its_header(peer, length):
    """1009 before anything is allocated: only the header is sent."""
    peer.send_bytes(encode_frame(TEXT, b"", length=length))
    peer.expect_failure(1009)


def test_a_length_with_the_highest_bit_set_fails(peer):
    """5.2: the most significant bit MUST be 0."""
    peer.send_bytes(encode_frame(TEXT, b"", length=1 << 63))
    peer.expect_failure(1002, 1009)


def test_fragments_that_add_up_over_the_limit_fail(peer):
    half = b" " * (MAX_MESSAGE // 2)
    peer.send_bytes(
        encode_frame(TEXT, half, fin=False) + encode_frame(CONTINUATION, half, fin=False)
    )
    peer.send_tolerantly(encode_frame(CONTINUATION, b" "))
    peer.expect_failure(1009)


@pytest.mark.parametrize(
    "length", [126, 65536, (1 << 63) - 1], ids=lambda length: f"control-{length}"
)
def test_a_control_frame_over_125_fails_from_its_header(peer, length):
    peer.send_bytes(encode_frame(PING, b"", length=length))
    peer.expect_failure(1002)


@pytest.mark.parametrize("size", [16, 64, 256, 1024, 4096, 16384], ids=lambda size: f"9.7-{size}")
def test_many_messages_in_one_go_are_heard_in_order(peer, size):
    texts = [f"{index:05}" + "x" * max(0, size - 5) for index in range(300 if size < 4096 else 60)]
    peer.send_bytes(
        b"".join(encode_frame(TEXT, ws_conformance.message_bytes(text)) for text in texts)
    )
    for text in texts:
        peer.expect_message(text)


@pytest.mark.parametrize("piece", [1300, 4096], ids=["10.1.1", "10.1-4096"])
def test_an_auto_fragmented_message_is_heard(peer, piece):
    payload, text = ws_conformance.message_of_size(65536)
    peer.send_bytes(b"".join(ws_conformance.fragments(payload, piece)))
    peer.expect_message(text)
