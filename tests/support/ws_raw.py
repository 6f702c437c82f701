"""A WebSocket client of bare frames (RFC 6455): it can send what no well-behaved client would."""
import base64
import dataclasses
import hashlib
import json
import os
import socket
import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclasses.dataclass
class Frame:
    fin: bool
    rsv: int
    opcode: int
    payload: bytes

    @property
    def close_code(self):
        return struct.unpack(">H", self.payload[:2])[0] if len(self.payload) >= 2 else None


class Refused(Exception):
    """The server answered the handshake with something other than 101."""

    def __init__(self, status, headers, body):
        super().__init__(f"{status} {body[:300]!r}")
        self.status = status
        self.headers = headers  # names in lower case
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


def masked(payload, key):
    if not payload:
        return b""
    whole = (key * (len(payload) // 4 + 1))[: len(payload)]
    number = int.from_bytes(payload, "little") ^ int.from_bytes(whole, "little")
    return number.to_bytes(len(payload), "little")


def encode_frame(
    opcode, payload=b"", fin=True, rsv=0, mask=True, key=None, length=None, length_form=None
):
    """`length` lies about the payload's length; `length_form` (7, 16, 64) forces an encoding."""
    if isinstance(payload, str):
        payload = payload.encode()
    size = len(payload) if length is None else length
    first = (0x80 if fin else 0) | (rsv << 4) | opcode
    bit = 0x80 if mask else 0
    form = length_form or (7 if size < 126 else 16 if size < 65536 else 64)
    if form == 7:
        header = bytes([first, bit | size])
    elif form == 16:
        header = struct.pack(">BBH", first, bit | 126, size)
    else:
        header = struct.pack(">BBQ", first, bit | 127, size)
    if not mask:
        return header + payload
    key = key or os.urandom(4)
    return header + key + masked(payload, key)


def upgrade_request(path, host, headers=(), key=None, version="13"):
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key or base64.b64encode(os.urandom(16)).decode()}",
    ]
    if version is not None:
        lines.append(f"Sec-WebSocket-Version: {version}")
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class RawWebSocket:
    def __init__(self, port, path, headers=(), timeout=60, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._data = bytearray()
        self._at = 0
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(upgrade_request(path, f"127.0.0.1:{port}", headers, key))
        self._read_answer(key)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.drop()

    def drop(self):
        self.socket.close()

    def _read_answer(self, key):
        head = self._until(b"\r\n\r\n").decode("latin-1")
        lines = head.split("\r\n")
        self.status = int(lines[0].split()[1])
        self.headers = {}
        for line in filter(None, lines[1:]):
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        if self.status != 101:
            body = bytes(self._exactly(int(self.headers.get("content-length", "0"))))
            self.socket.close()
            raise Refused(self.status, self.headers, body)
        accept = base64.b64encode(hashlib.sha1(key.encode() + _GUID).digest()).decode()
        assert self.headers["sec-websocket-accept"] == accept
        assert self.headers["upgrade"].lower() == "websocket"
        assert "upgrade" in self.headers["connection"].lower()

    # bytes

    def _more(self):
        chunk = self.socket.recv(262144)
        if not chunk:
            raise EOFError
        if self._at > 1 << 20:
            del self._data[: self._at]
            self._at = 0
        self._data += chunk

    def _until(self, mark):
        while (found := self._data.find(mark, self._at)) < 0:
            self._more()
        taken = bytes(self._data[self._at : found + len(mark)])
        self._at = found + len(mark)
        return taken

    def _exactly(self, count):
        while len(self._data) - self._at < count:
            self._more()
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def send_bytes(self, data, chop=None):
        """In pieces of `chop` bytes, each a segment of its own."""
        if not chop:
            self.socket.sendall(data)
            return
        for start in range(0, len(data), chop):
            self.socket.sendall(data[start : start + chop])

    # frames

    def send_frame(self, opcode, payload=b"", chop=None, **rest):
        self.send_bytes(encode_frame(opcode, payload, **rest), chop)

    def send_text(self, text, **rest):
        self.send_frame(TEXT, text, **rest)

    def send_json(self, value, **rest):
        self.send_text(json.dumps(value, ensure_ascii=False), **rest)

    def receive_frame(self):
        """The next frame, or None when the server has closed the connection."""
        try:
            first, second = self._exactly(2)
            size = second & 0x7F
            if size == 126:
                size = struct.unpack(">H", self._exactly(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self._exactly(8))[0]
            assert not second & 0x80, "a server must not mask"
            payload = bytes(self._exactly(size))
        except (EOFError, ConnectionResetError):
            return None
        return Frame(bool(first & 0x80), (first >> 4) & 7, first & 0xF, payload)

    def receive_text(self):
        """The next text message; pings of the server are answered on the way."""
        while True:
            frame = self.receive_frame()
            assert frame is not None, "the connection ended where a message was expected"
            if frame.opcode == PING:
                self.send_frame(PONG, frame.payload)
                continue
            assert frame.opcode == TEXT and frame.fin and frame.rsv == 0, frame
            return frame.payload.decode()

    def receive_json(self):
        return json.loads(self.receive_text())

    def receive_close(self):
        """Reads on to the close frame and returns its code (None: without one); 1006 for a bare
        end.
        """
        while True:
            frame = self.receive_frame()
            if frame is None:
                return 1006
            if frame.opcode == CLOSE:
                return frame.close_code

    def expect_close(self, *codes):
        """The server closes with one of these codes and then ends the connection."""
        code = self.receive_close()
        assert code in codes, f"closed with {code}, expected {codes}"
        try:
            self.send_frame(CLOSE, struct.pack(">H", code) if code else b"")
        except OSError:
            pass
        assert self.receive_frame() is None, "the server sent something after its close frame"

    def close(self, code=1000):
        """The whole closing handshake."""
        self.send_frame(CLOSE, struct.pack(">H", code))
        assert self.receive_close() == code
        self.drop()


def chat_path(chat_id, token, **query):
    more = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/chat/ws/{chat_id}?token={token}{more}"


def open_chat(port, chat_id, token, headers=(), receive_buffer=None, timeout=60, **query):
    return RawWebSocket(port, chat_path(chat_id, token, **query), headers, timeout, receive_buffer)
