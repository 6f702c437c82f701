"""The upgrade of a database of 0.1.0 with live sessions, sockets and cursors: who was logged in
stays so, who must not get in does not, and nobody misses anything. Also under kill -9.

tests/support/upgraded.py says what the fixture holds. ASQ_E2E_SEED repeats a run.
"""
import json
import os
import random
import shutil
import sqlite3
import threading
import time

import asq_process
import http_api
import load
import pytest
import tokens
import upgraded
from asq_process import AsqServer
from http_api import Api, assert_problem, ok
from person_client import PersonClient
from waiting import wait_for

KILLS = 5  # while it upgrades, and as many under load


@pytest.fixture
def laid():
    """A server that has not started yet, over the data of 0.1.0."""
    server = AsqServer()
    upgraded.lay_data_of_010(server.data)
    yield server
    server.discard()


def kept_by(server):
    return upgraded.Kept(upgraded.known_of_010(), server.data)


def assert_no_faults(server):
    check = asq_process.run_asq("check", "--data", server.data)
    assert check.returncode == 0, check


def test_the_tokens_of_010_are_those_that_this_test_signs(laid):
    for session in kept_by(laid).known["live"]:
        claims = tokens.claims_of(session["access"])
        assert tokens.sign_access_of_010(laid.data, claims) == session["access"]
        generation = int(session["refresh"].split(".")[2])
        forged = tokens.refresh_of_010(laid.data, tokens.session_of(session["access"]), generation)
        assert forged == session["refresh"]


def test_everything_is_kept_and_nobody_else_gets_in(laid):
    kept = kept_by(laid)
    laid.start()
    kept.assert_kept(laid.port)
    kept.assert_no_old_token_for(laid.port, http_api.register(laid.port, "newcomer"))
    assert_no_faults(laid)
    assert (laid.data / "asq.db.before-4").exists()
    laid.kill()
    laid.start()
    kept.assert_kept(laid.port)


HANDLES = {1: "anna", 2: "boris", 6: "fedor", 7: "gena", 8: "hanna", 9: "ivan"}


def handles_made(server):
    lines = [json.loads(line) for line in server.log().splitlines()]
    return [line["handles"] for line in lines if line["event"] == "handles_made"]


def test_everybody_gets_a_handle_and_old_sessions_and_cursors_hear_of_a_new_one(laid):
    kept = kept_by(laid)
    laid.start()
    wait_for(lambda: handles_made(laid) == [8], what="all but the deleted account")
    for session in kept.known["live"]:
        me = ok(Api(laid.port, kept.access(session)).get("/chat/me"))
        assert me["handle"] == HANDLES[session["user"]]
    anna, boris = kept.api(laid.port, 1), kept.api(laid.port, 2)
    assert ok(anna.get("/chat/users?email=@BORIS"))["id"] == 2
    since = next(one["cursor"] for one in kept.known["resumes"] if one["user"] == 1)
    with PersonClient(laid.port, anna.token, since=since) as socket:
        assert socket.welcome["resumed"] is True
        socket.until_live()
        behind = socket.cursor
        assert ok(boris.patch("/chat/me", {"handle": "boris.b"}))["handle"] == "boris.b"
        assert socket.skip_to("user_updated")["user"]["handle"] == "boris.b"
    anna.close()
    boris.close()
    laid.kill()
    laid.start()
    anna = kept.api(laid.port, 1)
    with PersonClient(laid.port, anna.token, since=behind) as socket:
        assert socket.welcome["resumed"] is True
        assert socket.skip_to("user_updated")["user"]["handle"] == "boris.b"
    assert_problem(anna.patch("/chat/me", {"handle": "boris"}), 409, "handle_taken")
    anna.close()
    assert handles_made(laid) == [8], "once"
    assert_no_faults(laid)


def test_every_refresh_token_is_good_once_and_then_its_successor(laid):
    kept = kept_by(laid)
    laid.start()
    for session in kept.known["live"]:
        first = ok(upgraded.refresh(laid.port, session["refresh"]))
        lost = ok(upgraded.refresh(laid.port, session["refresh"]))
        assert lost["refresh_token"] == first["refresh_token"], "a lost answer"
        assert "db" in tokens.claims_of(first["access_token"])
        assert ok(Api(laid.port, first["access_token"]).get("/chat/me"))["id"] == session["user"]
        second = ok(upgraded.refresh(laid.port, first["refresh_token"]))
        assert ok(Api(laid.port, second["access_token"]).get("/chat/me"))["id"] == session["user"]
        assert_problem(upgraded.refresh(laid.port, session["refresh"]), 401, "unauthenticated")


def test_an_answer_that_was_lost_before_the_upgrade_can_be_had_after_it(laid):
    rotated = kept_by(laid).known["rotated"]
    laid.start()
    again = ok(upgraded.refresh(laid.port, rotated["refresh"]))
    assert ok(Api(laid.port, again["access_token"]).get("/chat/me"))["id"] == rotated["user"]
    # Its successor has two spellings: with the database's name, and as 0.1.0 gave it.
    assert again["refresh_token"].split(".")[2:4] == rotated["next"].split(".")[1:3]
    assert upgraded.refresh(laid.port, rotated["next"]).status == 200


def test_a_refresh_token_that_was_copied_before_the_upgrade_ends_its_session(laid):
    kept = kept_by(laid)
    copied = kept.known["copied"]
    laid.start()
    assert ok(Api(laid.port, kept.access(copied)).get("/chat/me"))["id"] == copied["user"]
    assert_problem(upgraded.refresh(laid.port, copied["first"]), 401, "unauthenticated")
    assert_problem(upgraded.refresh(laid.port, copied["newest"]), 401, "unauthenticated")
    answer = Api(laid.port, kept.access(copied)).get("/chat/me")
    assert_problem(answer, 401, "unauthenticated")
    kept.assert_sessions_live(laid.port)


def test_tokens_of_another_database_under_the_same_key_are_refused(laid):
    kept = kept_by(laid)
    laid.start()
    with AsqServer() as empty:
        empty.stop()
        for name in ("asq.db", "asq.db-wal", "asq.db-shm"):
            (empty.data / name).unlink(missing_ok=True)
        (empty.data / "keys.json").write_bytes((laid.data / "keys.json").read_bytes())
        empty.start()
        foreigner = http_api.register(empty.port, "anna")
        assert foreigner.id == kept.known["live"][0]["user"]
        for session in kept.known["live"]:
            answer = Api(empty.port, kept.access(session)).get("/chat/me")
            assert_problem(answer, 401, "unauthenticated")
            assert upgraded.refresh(empty.port, session["refresh"]).status == 401
    assert_problem(Api(laid.port, foreigner.token).get("/chat/me"), 401, "unauthenticated")
    assert upgraded.refresh(laid.port, foreigner.refresh_token).status == 401
    kept.assert_sessions_live(laid.port)


class Clients:
    """Those of 0.1.0, going on as they were: two send, and one refreshes over and over."""

    def __init__(self, server, kept, seed):
        self.server, self.kept = server, kept
        self.random = random.Random(seed)
        self.ledger = load.Ledger()
        live = kept.known["live"]
        self.senders = [self.person(next(s for s in live if s["user"] == user)) for user in (1, 2)]
        self.refresh_token = live[1]["refresh"]
        self.refreshes = 0

    def person(self, session):
        token = self.kept.access(session)
        api = Api(self.server.port, token)
        return http_api.Person(session["user"], "", "", "", token, session["refresh"], api)

    def round(self):
        """Load, a kill at a random moment, a restart; every lost answer can be had."""
        stop = threading.Event()
        work, texts = self.kept.known["work"], iter(lambda: "text", None)
        threads = [
            load.RestSender(self.server.port, person, work, self.ledger, stop, texts)
            for person in self.senders
        ]
        threads.append(threading.Thread(target=self.refresh_until, args=(stop,), daemon=True))
        for thread in threads:
            thread.start()
        time.sleep(self.random.uniform(0.02, 0.3))
        self.server.kill()
        stop.set()
        for thread in threads:
            thread.join(20)
            assert not thread.is_alive()
        self.server.start()
        for operation in self.ledger.take_unknown():
            person = next(one for one in self.senders if one.id == operation.sender)
            load.post(person.api, operation, self.ledger)
        self.refresh()
        assert self.ledger.faults == []

    def refresh_until(self, stop):
        try:
            while not stop.is_set():
                self.refresh()
        except (OSError, http_api.http.client.HTTPException):
            pass

    def refresh(self):
        answer = upgraded.refresh(self.server.port, self.refresh_token)
        if answer.status != 200:
            self.ledger.fault(f"a refresh was answered by {answer}")
            return
        self.refresh_token = answer.json["refresh_token"]
        self.refreshes += 1


def schema(data, scratch):
    """Of a copy: who opens a database that was killed changes it."""
    scratch.mkdir()
    for name in ("asq.db", "asq.db-wal"):
        if (data / name).exists():
            shutil.copy(data / name, scratch)
    database = sqlite3.connect(scratch / "asq.db")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return version


def assert_whole(scratch):
    """It has everybody's handle with the newest schema, or is still that of 0.1.0."""
    database = sqlite3.connect(scratch / "asq.db")
    columns = [row[1] for row in database.execute("PRAGMA table_info(users)")]
    if "handle" in columns:
        query = "SELECT count(*) FROM users WHERE handle IS NULL AND deleted = 0"
        assert database.execute(query).fetchone()[0] == 0
        assert database.execute("SELECT count(*) FROM people_parts").fetchone()[0] > 0
    database.close()


def kill_while_it_upgrades(server, chance):
    """Some kills hit the copy, some the migrations, and some what comes behind them. The schemas that
    they left.
    """
    left = set()
    for kill in range(KILLS):
        server.begin()
        if kill % 2:
            wait_for((server.data / "asq.db.before-4").exists, what="the copy", every=0.001)
        time.sleep(chance.uniform(0, 0.02 if kill % 2 else 0.1))
        assert server.running, server.log()
        server.kill()
        left.add(schema(server.data, server.home / f"killed-{kill}"))
        assert_whole(server.home / f"killed-{kill}")
    return left


def test_under_kill_9_it_is_the_same():
    seed = int(os.environ.get("ASQ_E2E_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"seed {seed} (ASQ_E2E_SEED={seed} repeats it)")
    chance = random.Random(seed)
    server = AsqServer(args=["--loops", "2"])
    try:
        upgraded.lay_data_of_010(server.data)
        left = kill_while_it_upgrades(server, chance)
        server.start()
        assert left <= {3, schema(server.data, server.home / "upgraded")}
        kept = kept_by(server)
        clients = Clients(server, kept, seed)
        for _ in range(KILLS):
            kept.assert_kept(server.port)
            assert_no_faults(server)
            clients.round()
        kept.assert_kept(server.port)
        kept.assert_no_old_token_for(server.port, http_api.register(server.port, "newcomer"))
        assert_no_faults(server)
        assert clients.refreshes >= KILLS and len(clients.ledger.acknowledged) >= KILLS
        assert server.stop() == 0
    finally:
        server.discard()
