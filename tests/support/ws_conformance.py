"""What the conformance cases share: the payloads, and the two outcomes (heard by all, or failed).

The server speaks JSON, so where the public suites expect an echo these cases send a message and
expect its broadcast.
"""
import json

import http_api
import ws_raw

OVERHEAD = len('{"text":""}')


class Peer:
    """One connection of a case, in a chat of its owner."""

    def __init__(self, port, chat_id, token):
        self.ws = ws_raw.open_chat(port, chat_id, token)
        self.chat_id = chat_id

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.ws.drop()

    def __getattr__(self, name):
        return getattr(self.ws, name)

    def expect_message(self, text):
        message = self.ws.receive_json()
        assert message.get("text") == text, str(message)[:500]
        assert message["chat_id"] == self.chat_id
        return message

    def expect_error(self, code):
        error = self.ws.receive_json()
        assert error.get("code") == code, error
        assert isinstance(error["error"], str) and error["error"]
        return error

    def expect_alive(self):
        """A message still goes through."""
        text = http_api.unique("alive")
        self.ws.send_json({"text": text})
        self.expect_message(text)

    def expect_pong(self, payload):
        frame = self.ws.receive_frame()
        assert frame is not None and (frame.opcode, frame.fin, frame.rsv) == (
            ws_raw.PONG,
            True,
            0,
        ), frame
        assert frame.payload == payload

    def expect_failure(self, *codes, after_more_data=False):
        """Closed with one of the codes. Bytes sent behind the fault may turn the close into a
        bare end (a TCP reset throws away what was not yet read).
        """
        allowed = codes + ((1006,) if after_more_data else ())
        try:
            self.ws.expect_close(*allowed)
        except (ConnectionResetError, BrokenPipeError):
            assert after_more_data

    def send_tolerantly(self, data, chop=None):
        """For bytes behind a fault: the server may have closed already."""
        try:
            self.ws.send_bytes(data, chop)
        except (ConnectionResetError, BrokenPipeError):
            pass


def message_bytes(text):
    """The JSON of a message, its text as UTF-8 as it stands."""
    return b'{"text":' + json.dumps(text, ensure_ascii=False).encode() + b"}"


def message_of_size(size, letter="*"):
    """(payload of exactly `size` bytes, its text): the text within the limit, the rest white
    space.
    """
    text = letter * min(size - OVERHEAD, 16384)
    payload = message_bytes(text)
    return payload + b" " * (size - len(payload)), text


def fragments(payload, size):
    """The payload as frames of one fragmented text message."""
    pieces = [payload[start : start + size] for start in range(0, len(payload), size)] or [b""]
    last = len(pieces) - 1
    return [
        ws_raw.encode_frame(
            ws_raw.TEXT if index == 0 else ws_raw.CONTINUATION, piece, fin=index == last
        )
        for index, piece in enumerate(pieces)
    ]


def fragments_of(*pieces):
    last = len(pieces) - 1
    return [
        ws_raw.encode_frame(
            ws_raw.TEXT if index == 0 else ws_raw.CONTINUATION, piece, fin=index == last
        )
        for index, piece in enumerate(pieces)
    ]
