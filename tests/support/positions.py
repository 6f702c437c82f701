"""Cursors, which are opaque to clients, as tests read and forge them: the log's epoch and a position."""
import base64
import struct
import zlib


def position(cursor):
    """The position in the log that a cursor stands for."""
    return decode(cursor)[1]


def epoch(cursor):
    return decode(cursor)[0]


def encode(log_epoch, at):
    head = log_epoch.to_bytes(6, "big") + struct.pack(">Q", at)
    return base64.urlsafe_b64encode(head + struct.pack(">I", zlib.crc32(head))).decode()


def decode(cursor):
    """(epoch, position)"""
    raw = base64.urlsafe_b64decode(cursor)
    head, check = raw[:14], struct.unpack(">I", raw[14:])[0]
    if len(raw) != 18 or zlib.crc32(head) != check:
        raise ValueError(f"{cursor!r} is no cursor")
    return int.from_bytes(head[:6], "big"), struct.unpack(">Q", head[6:])[0]
