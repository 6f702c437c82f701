"""Cursors that no server gave: well-formed ones of elsewhere, and misspelt ones."""
from positions import decode, encode


def of_elsewhere(cursor):
    """With a right checksum: of another database, from the future, or of another version."""
    epoch, position = decode(cursor)
    assert encode(epoch, position) == cursor, "or these prove nothing"
    return [
        encode(epoch, position + 1000),
        encode(epoch, 2**63 - 1),
        encode(epoch, 2**63),
        encode(epoch, 2**64 - 1),
        encode(epoch ^ 1, position),
        encode(epoch ^ 1 << 47, 0),
        encode(0, 0),
        encode(epoch, position, version=b"\0"),
        encode(epoch, position, version=b"\2"),
        encode(epoch ^ 1, position, version=b""),
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
    epoch, last = decode(cursor)
    for place in range(last, -1, -1):
        right = encode(epoch, place)
        wrong = right.replace("-", "+").replace("_", "/")
        if wrong != right:
            return right, wrong
    raise AssertionError("none of the cursors so far has such a digit")
