"""A data directory of 0.1.0, what its clients kept, and what must become of it.

tests/e2e/data_of_0_1_0 is what a server of 0.1.0 (schema 3) left at a kill: asq.sql its database as
text, keys.json its key, known.json what its clients and operator remember. `live`, `rotated` (its
refresh token was used, the answer perhaps lost), `copied` (two refreshes lie behind `first`) and
`ended` are sessions with the very tokens that it gave; `resumes` are cursors with the events that it
told behind them; `sends` are requests with their answers; `lists` are pages with their next_cursor;
`end` is the last position of its log.
"""
import json
import pathlib
import shutil
import sqlite3
import time
import urllib.parse

import http_api
import positions
import tokens
from http_api import Api, assert_problem, chat_path, ok
from person_client import PersonClient


FIXTURE = pathlib.Path(__file__).resolve().parents[1] / "e2e" / "data_of_0_1_0"


def known_of_010():
    return json.loads((FIXTURE / "known.json").read_text())


def lay_data_of_010(directory):
    """Makes the directory, in the place of whatever is there. Its sessions live for another month:
    they had one of the clock of then.
    """
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700)
    shutil.copy(FIXTURE / "keys.json", directory)
    (directory / "keys.json").chmod(0o600)
    in_a_month = int((time.time() + 30 * 86400) * 1_000_000)
    database = sqlite3.connect(directory / "asq.db")
    database.executescript((FIXTURE / "asq.sql").read_text())
    database.execute("UPDATE sessions SET expires_at = ?", (in_a_month,))
    database.commit()
    database.close()


def markers(events):
    """How far the `read` events say that each person has read each chat."""
    told = {}
    for event in events:
        if event["type"] == "read":
            place = (event["chat_id"], event["user_id"])
            told[place] = max(told.get(place, 0), event["seq"])
    return told


def lasting(events):
    return [event for event in events if "cursor" in event and event["type"] != "live"]


def old_spelling(cursor):
    return positions.encode(*positions.decode(cursor), version=b"")


def as_before_handles(event):
    """Without the handle of the person in it, which everybody has by now."""
    if "user" not in event or event["user"].get("deleted"):
        return event
    user = dict(event["user"])
    assert user.pop("handle")
    return event | {"user": user}


def assert_same_events(heard, missed):
    """The events that 0.1.0 would have told, as they were; only their cursors are spelled anew, and
    people have a handle.
    """
    heard, expected = lasting(heard), lasting(missed)
    assert [event["type"] for event in heard] == [event["type"] for event in expected]
    for event, before in zip(heard, expected):
        told = as_before_handles(event) | {"cursor": old_spelling(event["cursor"])}
        assert told == before, f"{told} was {before}"


def refresh(port, token):
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return Api(port).post("/chat/token", form=form)


class Kept:
    """A judgement for each promise. `known` is known.json; the key of `data`, the data directory,
    signs access tokens in the place of those that expired since.
    """

    def __init__(self, known, data):
        self.known = known
        self.data = data
        self.quiet = {known["direct"], known["team"]}  # nobody has written there since

    def access(self, session):
        return tokens.access_of_010(
            self.data, session["user"], tokens.session_of(session["access"])
        )

    def api(self, port, user):
        sessions = [*self.known["live"], self.known["rotated"]]
        session = next(one for one in sessions if one["user"] == user)
        return Api(port, self.access(session), keep=True)

    def assert_sessions_live(self, port):
        for session in self.known["live"]:
            assert ok(Api(port, self.access(session)).get("/chat/me"))["id"] == session["user"]

    def assert_nobody_else_gets_in(self, port):
        for session in self.known["ended"]:
            answer = Api(port, self.access(session)).get("/chat/me")
            assert_problem(answer, 401, "unauthenticated")
            assert_problem(refresh(port, session["refresh"]), 401, "unauthenticated")
        for form in self.known["refused"]:
            answer = Api(port).post("/chat/token", form=form)
            assert_problem(answer, 401, "invalid_credentials")

    def assert_no_old_token_for(self, port, person):
        """Of a session that began after the upgrade: whoever has the key could forge one."""
        session = tokens.session_of(person.token)
        forged = tokens.access_of_010(self.data, person.id, session)
        assert_problem(Api(port, forged).get("/chat/me"), 401, "unauthenticated")
        for generation in (1, 2):
            forged = tokens.refresh_of_010(self.data, session, generation)
            assert_problem(refresh(port, forged), 401, "unauthenticated")
        assert ok(person.api.get("/chat/me"))["id"] == person.id

    def assert_nothing_missed(self, port):
        for resume in self.known["resumes"]:
            api = self.api(port, resume["user"])
            since = urllib.parse.quote(resume["cursor"], safe="")
            page = ok(api.get(f"/chat/sync?limit=200&since={since}"))
            assert page["resumed"] is True
            assert_same_events(self.of_before(page["events"]), resume["missed"])
            told, expected = markers(page["events"]), markers(resume["missed"])
            assert {place: seq for place, seq in told.items() if place[0] in self.quiet} == {
                place: seq for place, seq in expected.items() if place[0] in self.quiet
            }
            with PersonClient(port, api.token, since=resume["cursor"]) as socket:
                assert socket.welcome["resumed"] is True
                assert_same_events(self.of_before(socket.until_live()), resume["missed"])
            api.close()

    def of_before(self, events):
        """The events of the log as it was when the old server ended."""
        end = self.known["end"]
        return [e for e in lasting(events) if positions.position(e["cursor"]) <= end]

    def assert_sends_are_known(self, port):
        """What was sent is the same message for ever, and its client_id is taken."""
        for sent in self.known["sends"]:
            if not any(one["user"] == sent["user"] for one in self.known["live"]):
                continue
            api = self.api(port, sent["user"])
            path = chat_path(sent["chat"], "/messages")
            again = ok(api.post(path, sent["body"]))
            assert again == sent["message"], sent
            other = api.post(path, sent["body"] | {"text": "another text"})
            assert_problem(other, 409, "client_id_reused")
            api.close()

    def assert_lists_begin_anew(self, port):
        """A list's cursor of 0.1.0 had no checksum: it is refused, and the list is whole."""
        for page in self.known["lists"]:
            api = self.api(port, page["user"])
            cursor = urllib.parse.quote(page["cursor"])
            answer = api.get(f"{page['path']}&cursor={cursor}")
            assert http_api.bad_fields(answer) == ["cursor"]
            found, following = [], ""
            while following is not None:
                answer = ok(api.get(page["path"] + (following and f"&cursor={following}")))
                kind = "chats" if "chats" in answer else "members"
                found += [e["id"] if kind == "chats" else e["user"]["id"] for e in answer[kind]]
                following = answer["next_cursor"]
            assert set(page["all"]) <= set(found) and len(found) == len(set(found))
            api.close()

    def assert_kept(self, port):
        """All of it; and none of it changes anything."""
        self.assert_sessions_live(port)
        self.assert_nobody_else_gets_in(port)
        self.assert_nothing_missed(port)
        self.assert_sends_are_known(port)
        self.assert_lists_begin_anew(port)
