"""Many sockets of one chat in one process: counts messages and checks their order without
parsing each.
"""
import re
import selectors

import ws_raw

_SEQ = re.compile(rb'"seq":(\d+),')


class Receiver:
    """One socket that expects the messages 1, 2, 3, ... up to a last one."""

    def __init__(self, port, chat_id, token, timeout=60):
        self.ws = ws_raw.open_chat(port, chat_id, token, timeout=timeout)
        self.socket = self.ws.socket
        self.rest = bytes(
            self.ws._data[self.ws._at :]
        )  # what came along with the handshake's answer
        self.count = 0
        self.received = None  # a list: keep every byte
        self.fault = None

    def keep_bytes(self):
        self.received = [self.rest]

    def take(self, expected):
        """Reads once; False when nothing more is to come. `expected`: b"1", b"2", ... as the
        seqs stand in the JSON.
        """
        chunk = self.socket.recv(1 << 20)
        if not chunk:
            self.fault = f"closed after {self.count} messages"
            return False
        if self.received is not None:
            self.received.append(chunk)
        data = self.rest + chunk if self.rest else chunk
        found = _SEQ.findall(data)
        if found:
            if found != expected[self.count : self.count + len(found)]:
                self.fault = f"behind {self.count} messages came the seqs {found[:20]}"
                return False
            self.count += len(found)
            self.rest = data[data.rfind(found[-1] + b",") + len(found[-1]) :]
        else:
            self.rest = data
        return self.count < len(expected)

    def messages(self):
        """What keep_bytes() kept, frame by frame, as JSON values."""
        data = b"".join(self.received)
        at, values = 0, []
        while at < len(data):
            size, head = data[at + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
            elif size == 127:
                size, head = int.from_bytes(data[at + 2 : at + 10], "big"), 10
            if data[at] == 0x81:
                values.append(ws_raw.json.loads(data[at + head : at + head + size]))
            at += head + size
        return values


def receive_all(receivers, total, may_still_come):
    """Until every receiver has `total` messages or is at fault. However long that takes: it fails
    when nothing has come for ten seconds and `may_still_come()` says that nothing more is sent.
    """
    expected = [str(seq).encode() for seq in range(1, total + 1)]
    selector = selectors.DefaultSelector()
    for receiver in receivers:
        receiver.socket.setblocking(False)
        selector.register(receiver.socket, selectors.EVENT_READ, receiver)
    waiting = len(receivers)
    while waiting:
        ready = selector.select(10)
        assert ready or may_still_come(), f"nothing more comes, and {waiting} sockets wait"
        for key, _ in ready:
            try:
                if not key.data.take(expected):
                    selector.unregister(key.fileobj)
                    waiting -= 1
            except BlockingIOError:
                pass
    selector.close()
