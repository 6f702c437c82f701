"""Cursors that no server gave: well-formed ones of elsewhere, and misspelt ones."""
import base64
import binascii
import struct


def opened(cursor):
    """(epoch, position) of a cursor; the server's own affair, and so only for forging one."""
    raw = base64.urlsafe_b64decode(cursor)
    return int.from_bytes(raw[:6], "big"), struct.unpack(">Q", raw[6:14])[0]


def position(cursor):
    return opened(cursor)[1]


def forged(epoch, position):
    body = epoch.to_bytes(6, "big") + struct.pack(">Q", position)
    return base64.urlsafe_b64encode(body + struct.pack(">I", binascii.crc32(body))).decode()


def of_elsewhere(cursor):
    """Well-formed, with a right checksum: of another database, or from the future."""
    epoch, position = opened(cursor)
    assert forged(epoch, position) == cursor, "or these prove nothing"
    return [
        forged(epoch, position + 1000),
        forged(epoch, 2**63 - 1),
        forged(epoch, 2**63),
        forged(epoch, 2**64 - 1),
        forged(epoch ^ 1, position),
        forged(epoch ^ 1 << 47, 0),
        forged(0, 0),
    ]


def damaged(cursor):
    """One digit another, each in its turn."""
    return [
        cursor[:i] + ("A" if digit != "A" else "B") + cursor[i + 1 :]
        for i, digit in enumerate(cursor)
    ]


def misspelt(cursor):
    """The same number to a lenient reader, or nearly: none of these is the one spelling."""
    return [
        cursor[:-1],
        cursor[:-4],
        cursor + "A",
        cursor + "AAAA",
        cursor + "=",
        cursor + "\n",
        " " + cursor,
        cursor[:12] + " " + cursor[12:],
        cursor[:12] + "%2D" + cursor[13:],
        cursor.swapcase(),
    ]


def in_the_other_alphabet(cursor):
    """(spelling with - and _, the same with + and /) of a cursor that was given before this one."""
    epoch, last = opened(cursor)
    for place in range(last, -1, -1):
        right = forged(epoch, place)
        wrong = right.replace("-", "+").replace("_", "/")
        if wrong != right:
            return right, wrong
    raise AssertionError("none of the cursors so far has such a digit")
