"""A person's socket as a client uses it: commands with ids, replies by id, events in their order.

    with person_client.PersonClient(port, anna.token) as socket:
        socket.ask("send", chat_id=chat, text="hi")["message"]
        socket.event("message")
"""
import collections
import itertools
import json

import http_api
import ws_raw

PATH = "/chat/ws"


class CommandFailed(AssertionError):
    """A command was answered by an error."""

    def __init__(self, reply):
        super().__init__(f"{reply}")
        self.error = reply["error"]
        self.code = reply["error"]["code"]


class Closed(Exception):
    def __init__(self, code):
        super().__init__(f"closed with {code}")
        self.code = code


def assert_error(reply, code, **rest):
    """The envelope of an error; returns what is in it."""
    assert set(reply) <= {"id", "type", "error"} and reply["type"] == "error", reply
    error = reply["error"]
    assert {"code", "detail", "retryable", "request_id"} <= set(error), error
    assert set(error) <= {
        "code",
        "detail",
        "retryable",
        "request_id",
        "errors",
        "retry_after",
    }, error
    assert error["code"] == code, reply
    assert error["detail"] and error["request_id"] and isinstance(error["retryable"], bool)
    for name, value in rest.items():
        assert reply.get(name) == value, reply
    return error


def bad_fields(reply):
    errors = assert_error(reply, "invalid")["errors"]
    assert all(http_api.FIELD_MESSAGE.match(fault["message"]) for fault in errors), errors
    return sorted(fault["field"] for fault in errors)


class PersonClient:
    """`cursor` is that of the newest event that was taken by event(), or of hello."""

    def __init__(self, port, token, hello=True, since=None, headers=(), **rest):
        path = PATH if token is None else f"{PATH}?token={token}"
        self.ws = ws_raw.RawWebSocket(port, path, headers, **rest)
        self._ids = itertools.count(1)
        self._replies = {}
        self._events = collections.deque()
        self.cursor = None
        self.welcome = None
        if hello:
            self.welcome = self.ask("hello", **({} if since is None else {"since": since}))
            self.cursor = self.welcome["cursor"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.drop()

    def drop(self):
        self.ws.drop()

    # what is said

    def say(self, kind, **fields):
        """Sends a command and returns its id."""
        number = fields.pop("id", None) or next(self._ids)
        self.ws.send_json({"id": number, "type": kind, **fields})
        return number

    def say_raw(self, text):
        self.ws.send_text(text)

    # what is heard

    def take(self):
        """Reads one frame, and keeps what it says until somebody asks for it."""
        frame = self.ws.receive_frame()
        if frame is None:
            raise Closed(1006)
        if frame.opcode == ws_raw.CLOSE:
            raise Closed(frame.close_code)
        if frame.opcode == ws_raw.PING:
            self.ws.send_frame(ws_raw.PONG, frame.payload)
            return
        assert frame.opcode == ws_raw.TEXT and frame.fin, frame
        value = json.loads(frame.payload)
        if "id" in value:
            self._replies.setdefault(value["id"], collections.deque()).append(value)
        else:
            self._events.append(value)

    def raw_reply(self, number):
        """The reply to a command, an error too."""
        while not self._replies.get(number):
            self.take()
        return self._replies[number].popleft()

    def reply(self, number):
        reply = self.raw_reply(number)
        if reply["type"] == "error":
            raise CommandFailed(reply)
        return reply

    def ask(self, kind, **fields):
        return self.reply(self.say(kind, **fields))

    def fail(self, kind, **fields):
        """The error that this command is answered by."""
        reply = self.raw_reply(self.say(kind, **fields))
        assert reply["type"] == "error", reply
        return reply

    def event(self, *kinds):
        """The next event; of one of these types, if any are named: an assertion."""
        while not self._events:
            self.take()
        event = self._events.popleft()
        assert not kinds or event["type"] in kinds, event
        if event["type"] in ("live", "resync") or "cursor" in event:
            self.cursor = event["cursor"]
        return event

    def lasting(self, *kinds):
        """The next event that lasts; of one of these types, if any are named: an assertion."""
        while "cursor" not in (event := self.event()) or event["type"] in ("live", "resync"):
            pass
        assert not kinds or event["type"] in kinds, event
        return event

    def skip_to(self, *kinds):
        """The next event of one of these types."""
        while True:
            event = self.event()
            if event["type"] in kinds:
                return event

    def until_live(self):
        """Everything up to `live`, without it."""
        events = []
        while (event := self.event())["type"] != "live":
            events.append(event)
        return events

    def come(self):
        """Takes the events that have come so far."""
        return [self.event() for _ in range(len(self._events))]

    def replies_come(self):
        """Takes the replies that have come so far, as (id, reply)."""
        taken, self._replies = self._replies, {}
        return [(number, reply) for number, replies in taken.items() for reply in replies]

    def pending(self):
        """Events that came before the reply to a command sent now, and have not been taken."""
        self.ask("watch", user_ids=[])
        return list(self._events)

    def close_code(self):
        """Reads on to the end and returns its code."""
        try:
            while True:
                self.take()
        except Closed as closed:
            return closed.code
