"""Cursors of the log, which are opaque to clients, as tests read and forge them: an epoch and a
position.
"""
import base64
import struct
import zlib


def position(cursor):
    """The position in the log that a cursor stands for."""
    return decode(cursor)[1]


def epoch(cursor):
    return decode(cursor)[0]


def encode(log_epoch, at, version=b"\1"):
    """Without a version (b""): as servers gave it before cursors had one."""
    head = version + log_epoch.to_bytes(6, "big") + struct.pack(">Q", at)
    checked = head + struct.pack(">I", zlib.crc32(head))
    return base64.urlsafe_b64encode(checked).decode().rstrip("=")


def decode(cursor):
    """(epoch, position)"""
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    head, check = raw[:-4], struct.unpack(">I", raw[-4:])[0]
    if len(head) != 15 or head[0] != 1 or zlib.crc32(head) != check:
        raise ValueError(f"{cursor!r} is no cursor")
    return int.from_bytes(head[1:7], "big"), struct.unpack(">Q", head[7:])[0]
