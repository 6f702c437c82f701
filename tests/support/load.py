"""Senders that keep account of what was acknowledged, and what is unknown because the answer was
lost.
"""
import dataclasses
import http.client
import threading
import time

import http_api
import ws_raw


@dataclasses.dataclass
class Operation:
    sender: int
    chat: int
    client_id: str
    text: str
    began: float = 0.0
    ended: float = 0.0
    seq: int | None = None  # None: not (yet) acknowledged
    id: int | None = None


class Ledger:
    """Every operation of all senders. Threads: any."""

    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged = []
        self.unknown = []
        self.faults = []

    def acknowledge(self, operation, message):
        operation.ended = time.monotonic()
        with self.lock:
            if operation.seq is not None and (operation.seq, operation.id) != (
                message["seq"],
                message["id"],
            ):
                self.faults.append(f"a retry of {operation} heard {message}")
            if message["text"] != operation.text or message["sender_id"] != operation.sender:
                self.faults.append(f"{operation} was answered with {message}")
            operation.seq, operation.id = message["seq"], message["id"]
            self.acknowledged.append(operation)

    def lose(self, operation):
        with self.lock:
            self.unknown.append(operation)

    def take_unknown(self):
        with self.lock:
            taken, self.unknown = self.unknown, []
            return taken

    def fault(self, sentence):
        with self.lock:
            self.faults.append(sentence)


class RestSender(threading.Thread):
    """Posts one message after the other until the server is gone or `stop` is set."""

    def __init__(self, port, person, chat, ledger, stop, texts):
        super().__init__(daemon=True)
        self.api = http_api.Api(port, person.token, keep=True, timeout=10)
        self.person, self.chat, self.ledger, self.stop, self.texts = (
            person,
            chat,
            ledger,
            stop,
            texts,
        )

    def run(self):
        while not self.stop.is_set():
            operation = Operation(self.person.id, self.chat, http_api.unique("r"), next(self.texts))
            operation.began = time.monotonic()
            try:
                post(self.api, operation, self.ledger)
            except (OSError, http.client.HTTPException):
                self.ledger.lose(operation)
                return


def post(api, operation, ledger):
    """One send over REST; a 5xx or 4xx answer leaves the outcome to a retry or is a fault."""
    response = api.post(
        "/chat/group-message",
        {"chat_id": operation.chat, "text": operation.text, "client_id": operation.client_id},
    )
    if response.status in (200, 201):
        ledger.acknowledge(operation, response.json)
    elif response.status >= 500:
        ledger.lose(operation)
    else:
        ledger.fault(f"{operation} was refused: {response}")


class SocketSender(threading.Thread):
    """Keeps `window` messages under way on one socket; its own echo is the acknowledgement. What
    it hears of others is kept too, in `heard` (seq -> id).
    """

    def __init__(self, port, person, chat, ledger, stop, texts, window=8, since=None):
        super().__init__(daemon=True)
        query = {} if since is None else {"since_seq": since}
        self.ws = ws_raw.open_chat(port, chat, person.token, **query)
        self.person, self.chat, self.ledger, self.stop, self.texts = (
            person,
            chat,
            ledger,
            stop,
            texts,
        )
        self.window = window
        self.since = since
        self.heard = {}
        self.under_way = {}
        self.close_code = None

    def _send_one(self):
        operation = Operation(self.person.id, self.chat, http_api.unique("s"), next(self.texts))
        operation.began = time.monotonic()
        self.under_way[operation.client_id] = operation
        self.ws.send_json({"text": operation.text, "client_id": operation.client_id})

    def run(self):
        try:
            self._converse()
        except (OSError, AssertionError) as fault:
            if isinstance(fault, AssertionError):
                self.ledger.fault(str(fault))
        finally:
            for operation in self.under_way.values():
                self.ledger.lose(operation)
            self.ws.drop()

    def _converse(self):
        for _ in range(self.window):
            self._send_one()
        while self.under_way:
            frame = self.ws.receive_frame()
            if frame is None or frame.opcode == ws_raw.CLOSE:
                self.close_code = frame.close_code if frame else 1006
                return
            if frame.opcode == ws_raw.TEXT:
                self._hear(ws_raw.json.loads(frame.payload))

    def _hear(self, message):
        if "seq" not in message:
            if message.get("code") not in (
                "shutting_down",
                "storage_unavailable",
                "storage_full",
                "overloaded",
            ):
                self.ledger.fault(f"an error on a socket: {message}")
            self.ledger.lose(self.under_way.pop(message["client_id"]))
            return
        if self.since is not None:
            assert (
                message["seq"] == self.since + 1
            ), f"seq {message['seq']} behind {self.since} on a socket"
        self.since = message["seq"]
        self.heard[message["seq"]] = (message["id"], message["text"])
        own = self.under_way.pop(message.get("client_id"), None)
        if own is not None:
            self.ledger.acknowledge(own, message)
            if not self.stop.is_set():
                self._send_one()
