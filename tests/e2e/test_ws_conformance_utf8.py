"""RFC 6455 section 8.1: text is UTF-8 (group 6), checked across fragments and as early as a
fragment ends.

The bytes stand in the `text` of a message; valid ones are heard unchanged, invalid ones close with
1007.
"""
import pytest
import ws_conformance
from ws_raw import CONTINUATION, TEXT, encode_frame

KOSME = "κόσμε"
GREEK = KOSME.encode()


def wrapped(raw):
    return b'{"text":"' + raw + b'"}'


def hexes(group, values):
    return [
        (f"{group}.{index}-{value}", bytes.fromhex(value)) for index, value in enumerate(values, 1)
    ]


def lonely_starts(first, last):
    return b"".join(bytes([byte]) + b" " for byte in range(first, last + 1))


INCOMPLETE = [
    "c0",
    "e080",
    "f08080",
    "f8808080",
    "fc80808080",
    "df",
    "efbf",
    "f7bfbf",
    "fbbfbfbf",
    "fdbfbfbfbf",
]
GREEK_CUTS = [bytes(GREEK[:end]) for end in range(1, len(GREEK) + 1)]


def is_valid(raw):
    try:
        raw.decode()
        return True
    except UnicodeDecodeError:
        return False


VALID = (
    [("6.2.1", "Hello-µ@ßöäüàá-UTF-8!!".encode()), ("6.2.4", GREEK), ("6.5.1", GREEK)]
    + [(f"6.6.{index}-prefix", cut) for index, cut in enumerate(GREEK_CUTS, 1) if is_valid(cut)]
    + hexes("6.7", ["c280", "e0a080", "f0908080"])
    + hexes("6.9", ["7f", "dfbf", "efbfbf", "f48fbfbf"])
    + hexes("6.11", ["ed9fbf", "ee8080", "efbfbd", "f48fbfbf"])
    + [
        (f"6.22-U+{code:04X}", chr(code).encode())
        for code in sorted(plane << 16 | end for plane in range(17) for end in (0xFFFE, 0xFFFF))
    ]
    + [(f"6.23-U+{code:04X}", chr(code).encode()) for code in range(0xFFF9, 0x10000)]
    + [("6-rtl", "שלום مرحبا \u202e".encode()), ("6-emoji", "👩‍👩‍👧‍👦🇺🇳é".encode())]
)

INVALID = (
    [("6.3.1", GREEK + b"\xed\xa0\x80edited")]
    + [(f"6.6.{index}-prefix", cut) for index, cut in enumerate(GREEK_CUTS, 1) if not is_valid(cut)]
    + hexes("6.8", ["f888808080", "fc8480808080"])
    + hexes("6.10", ["f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"])
    + hexes("6.11.5", ["f4908080"])
    + hexes(
        "6.12",
        [
            "80",
            "bf",
            "80bf",
            "80bf80",
            "80bf80bf",
            "80bf80bf80",
            "80bf80bf80bf",
            bytes(range(0x80, 0xC0)).hex(),
        ],
    )
    + [
        (f"6.13.{index}", lonely_starts(*span))
        for index, span in enumerate(
            [(0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB), (0xFC, 0xFD)], 1
        )
    ]
    + hexes("6.14", INCOMPLETE)
    + [("6.15", bytes.fromhex("".join(INCOMPLETE)))]
    + hexes("6.16", ["fe", "ff", "fefeffff"])
    + hexes("6.17", ["c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"])
    + hexes("6.18", ["c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"])
    + hexes("6.19", ["c080", "e08080", "f0808080", "f880808080", "fc8080808080"])
    + hexes("6.20", ["eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"])
    + hexes(
        "6.21",
        [
            "eda080edb080",
            "eda080edbfbf",
            "edadbfedb080",
            "edadbfedbfbf",
            "edae80edb080",
            "edae80edbfbf",
            "edafbfedb080",
            "edafbfedbfbf",
        ],
    )
)


def cases(table):
    return pytest.mark.parametrize(
        "raw", [raw for _, raw in table], ids=[name for name, _ in table]
    )


@cases(VALID)
def test_valid_text_is_heard_unchanged(peer, raw):
    peer.send_frame(TEXT, wrapped(raw))
    peer.expect_message(raw.decode())


@cases(VALID)
def test_valid_text_is_heard_unchanged_cut_anywhere(peer, raw):
    """Each octet of the text a fragment of its own (6.2.3, 6.5): a code point may end in a later
    fragment.
    """
    pieces = [
        b'{"text":"',
        *(raw[index : index + 1] for index in range(min(len(raw), 60))),
        raw[60:] + b'"}',
    ]
    peer.send_bytes(b"".join(ws_conformance.fragments_of(*pieces)))
    peer.expect_message(raw.decode())


@cases(INVALID)
def test_invalid_text_closes_with_1007(peer, raw):
    peer.send_bytes(encode_frame(TEXT, wrapped(raw)))
    peer.expect_failure(1007)


@cases(INVALID)
def test_invalid_text_closes_with_1007_octet_by_octet(peer, raw):
    """6.3.2: a fragment per octet; the failure may come before the last one is sent."""
    pieces = [
        b'{"text":"',
        *(raw[index : index + 1] for index in range(min(len(raw), 60))),
        raw[60:] + b'"}',
    ]
    peer.send_tolerantly(b"".join(ws_conformance.fragments_of(*pieces)))
    peer.expect_failure(1007, after_more_data=True)


@cases(INVALID)
def test_text_that_ends_inside_a_code_point_or_wrongly_closes_with_1007(peer, raw):
    """Not even JSON: UTF-8 is judged before the message is."""
    peer.send_bytes(encode_frame(TEXT, raw))
    peer.expect_failure(1007)


def test_6_1_1_an_empty_text_is_valid_utf8(peer):
    peer.send_frame(TEXT, b"")
    peer.expect_error("malformed_json")
    peer.expect_alive()


def test_6_1_2_three_empty_fragments_are_an_empty_text(peer):
    peer.send_bytes(b"".join(ws_conformance.fragments_of(b"", b"", b"")))
    peer.expect_error("malformed_json")
    peer.expect_alive()


def test_6_1_3_the_payload_in_the_middle_fragment(peer):
    peer.send_bytes(
        b"".join(ws_conformance.fragments_of(b"", wrapped(b"middle frame payload"), b""))
    )
    peer.expect_message("middle frame payload")


def test_6_2_2_fragments_on_code_point_boundaries(peer):
    peer.send_bytes(
        b"".join(
            ws_conformance.fragments_of(
                b'{"text":"Hello-', "µ@ßöä".encode(), "üàá-UTF-8!!\"}".encode()
            )
        )
    )
    peer.expect_message("Hello-µ@ßöäüàá-UTF-8!!")


@pytest.mark.parametrize("chop", [None, 1], ids=["6.4.1", "6.4.3-octets"])
@pytest.mark.parametrize(
    "bad", [b"\xf4\x90\x80\x80", b"\xf4\x90", b"\xed\xa0", b"\xff", b"\xc0"], ids=lambda b: b.hex()
)
def test_6_4_an_invalid_fragment_fails_before_the_message_ends(peer, bad, chop):
    """Fail fast: what can no longer become valid closes the connection although the message goes
    on.
    """
    peer.send_bytes(encode_frame(TEXT, b'{"text":"' + GREEK, fin=False), chop)
    peer.send_tolerantly(encode_frame(CONTINUATION, bad, fin=False), chop)
    peer.expect_failure(1007, after_more_data=chop is not None)


def test_6_4_a_prefix_that_can_still_become_valid_waits_for_the_next_fragment(peer):
    peer.send_bytes(encode_frame(TEXT, b'{"text":"\xf4\x8f', fin=False))
    peer.send_bytes(encode_frame(9, b"still there"))
    peer.expect_pong(b"still there")
    peer.send_bytes(encode_frame(CONTINUATION, b'\xbf\xbf"}'))
    peer.expect_message("\U0010ffff")


def test_6_7_1_a_raw_nul_is_valid_utf8_but_no_json(peer):
    peer.send_frame(TEXT, wrapped(b"\0"))
    peer.expect_error("malformed_json")
    peer.expect_alive()
