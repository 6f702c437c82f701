"""A removal against what the removed person does at that moment, over the socket and REST at once.

A right is checked in the transaction of the change: in the log nothing of that person's stands
behind the removal, and what was answered well stands before it. Each round sends everything without
waiting for an answer, in an order by seed; the server's loops make an order of their own.
"""
import collections
import http.client
import json
import os
import random

import history
import http_api
import pytest
from asq_process import AsqServer
from http_api import add_member, assert_problem, chat_path, cursor_of, lasting, ok, remove_member
from http_api import say, set_role
from person_client import PersonClient, assert_error

SEED = 20261128
ROUNDS = 150 if os.environ.get("ASQ_E2E_SANITIZED") else 1000


@pytest.fixture(scope="module")
def server():
    with AsqServer(args=["--loops", "2"]) as running:
        yield running
        assert running.running, running.log()[-4000:]


class Request:
    """One over REST, on a connection that is kept: asked first, answered later."""

    def __init__(self, person):
        self._connection = http.client.HTTPConnection("127.0.0.1", person.api.port, timeout=120)
        self._headers = {
            "Authorization": f"Bearer {person.token}",
            "Content-Type": "application/json",
        }

    def ask(self, method, path, body=None):
        self._connection.request(method, path, json.dumps(body), self._headers)

    def answer(self):
        reply = self._connection.getresponse()
        return http_api.Response(reply.status, reply.headers, reply.read())

    def close(self):
        self._connection.close()


class Ground:
    """The owner removes the member, who says, edits, reacts and adds the guest meanwhile."""

    def __init__(self, port):
        people = (http_api.register(port, name) for name in ("owner", "member", "guest"))
        self.owner, self.member, self.guest = people
        self.owner.api.keep = True
        self.chat = http_api.make_group(self.owner, self.member)["id"]
        self.own = say(self.member, self.chat, "to be edited")["seq"]
        self.raise_member()
        self.requests = {name: Request(self.member) for name in ("say", "edit", "add")}
        self.requests["remove"] = Request(self.owner)
        self.socket = PersonClient(port, self.member.token)
        assert self.socket.until_live() == []
        self.said, self.reacted = {}, False

    def close(self):
        self.socket.drop()
        for request in self.requests.values():
            request.close()

    def steps(self, name):
        """What is done in a round: how to ask for each."""
        path = chat_path(self.chat)
        own = f"{path}/messages/{self.own}"
        guest = {"group_id": self.chat, "second_email": self.guest.email}
        of_own = {"chat_id": self.chat, "seq": self.own}
        send = {"chat_id": self.chat, "text": f"socket {name}", "client_id": f"{name}"}
        rest, command = self.requests, self.socket.say
        return {
            "remove": lambda: rest["remove"].ask("DELETE", f"{path}/members/{self.member.id}"),
            "say": lambda: rest["say"].ask("POST", f"{path}/messages", {"text": f"rest {name}"}),
            "edit": lambda: rest["edit"].ask("PATCH", own, {"text": f"rest {name}"}),
            "add": lambda: rest["add"].ask("POST", "/chat/group/add-user", guest),
            "send": lambda: command("send", id=f"send {name}", **send),
            "change": lambda: command("edit", id=f"change {name}", **of_own, text=f"socket {name}"),
            "react": lambda: command(self.way(), id=f"react {name}", **of_own, emoji="👍"),
        }

    def way(self):
        return "unreact" if self.reacted else "react"

    def outcomes(self, name):
        """Which of it was done; the rest was refused as to a stranger."""
        done = {}
        ok(self.requests["remove"].answer(), 204)
        for what, status in (("say", 201), ("edit", 200), ("add", 200)):
            answer = self.requests[what].answer()
            done[what] = answer.status == status
            if not done[what]:
                assert_problem(answer, 404, "chat_not_found")
            elif what == "say":
                self.said[answer.json["seq"]] = answer.json["text"]
        for what in ("send", "change", "react"):
            reply = self.socket.raw_reply(f"{what} {name}")
            done[what] = reply["type"] != "error"
            if not done[what]:
                assert_error(reply, "chat_not_found")
            elif what == "send":
                self.said[reply["message"]["seq"]] = reply["message"]["text"]
        self.reacted ^= done["react"]
        return done

    def try_late(self, name, done):
        """Behind the removal: all is refused, but who sends again what was stored hears of it."""
        again = self.steps(name)
        again["send"]()
        again["change"]()
        again["react"]()
        again["say"]()
        reply = self.socket.raw_reply(f"send {name}")
        if done["send"]:
            assert reply["duplicate"] is True
        else:
            assert_error(reply, "chat_not_found")
        for what in ("change", "react"):
            assert_error(self.socket.raw_reply(f"{what} {name}"), "chat_not_found")
        assert_problem(self.requests["say"].answer(), 404, "chat_not_found")

    def assert_cut(self, since, done):
        """In the log: what was done, then the removal, and nothing behind it."""
        events = lasting(self.owner, since)
        assert events[-1]["type"] == "member_removed", events
        assert events[-1]["user_id"] == self.member.id
        assert collections.Counter(event["type"] for event in events[:-1]) == collections.Counter(
            {
                "message": done["say"] + done["send"],
                "message_edited": done["edit"] + done["change"],
                "reaction": done["react"],
                "member_added": done["add"],
            }
        )

    def restore(self, done):
        """The member is back, and has heard nothing of the time between."""
        while self.socket.lasting()["type"] != "chat_removed":
            pass
        if done["add"]:
            ok(remove_member(self.owner, self.chat, self.guest), 204)
        add_member(self.owner, self.chat, self.member)
        self.socket.lasting("chat_added")
        self.raise_member()
        self.socket.lasting("member_role")

    def raise_member(self):
        """To an admin, who may add the guest again and again."""
        ok(set_role(self.owner, self.chat, self.member, "admin"))


@pytest.fixture
def ground(port):
    made = Ground(port)
    yield made
    made.close()


def test_nothing_of_the_removed_is_committed_behind_the_removal(ground):
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    outcomes = collections.Counter()
    for name in range(ROUNDS):
        steps = ground.steps(name)
        since = cursor_of(ground.owner)
        for kind in chance.sample(list(steps), len(steps)):
            steps[kind]()
        done = ground.outcomes(name)
        ground.try_late(name, done)
        ground.assert_cut(since, done)
        ground.restore(done)
        outcomes.update(done.items())
    print(outcomes)
    assert len(outcomes) == 12, "each both came through and came too late"
    messages = history.whole(ground.owner.api, ground.chat)
    assert {m["seq"]: m["text"] for m in messages[1:]} == ground.said
