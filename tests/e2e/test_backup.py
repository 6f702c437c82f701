"""asq backup, restore and check, on the real server (P13)."""
import os
import signal
import sqlite3
import stat
import subprocess
import threading
import time

import asq_process
import history
import http_api
import load
import pytest
import waiting
from asq_process import AsqServer, run_asq
from http_api import Api, assert_problem
from test_full_resources import small_disk


def backup(server, file):
    run = run_asq("backup", file, "--data", server.data)
    assert run.returncode == 0, run
    assert run.stderr == "" and str(file) in run.stdout
    return run.stdout


def restore(file, data):
    run = run_asq("restore", file, "--data", data)
    assert run.returncode == 0, run
    return run.stdout


def refused(*args, **rest):
    """Status 1 and one sentence on stderr, nothing else; returns the sentence."""
    run = run_asq(*args, **rest)
    assert run.returncode == 1 and run.stdout == "", run
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("asq: "), run.stderr
    return lines[0]


def assert_sound(data):
    run = run_asq("check", "--data", data, timeout=120)
    assert run.returncode == 0 and run.stdout.startswith("sound: "), run
    return run.stdout


class Senders:
    """People who send to two chats over REST and sockets until they are stopped."""

    def __init__(self, server):
        self.server = server
        self.people = [http_api.register(server.port, f"sender-{index}") for index in range(4)]
        self.chats = [
            http_api.make_group(self.people[0], *self.people[1:], name=f"chat-{index}")["id"]
            for index in range(2)
        ]
        self.ledger, self.stop = load.Ledger(), threading.Event()
        texts = map(str, range(10**9))
        self.threads = [
            kind(server.port, person, chat, self.ledger, self.stop, texts)
            for person, chat, kind in zip(
                self.people,
                self.chats * 2,
                [load.RestSender, load.SocketSender, load.SocketSender, load.RestSender],
            )
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(30)

    def acknowledged(self):
        with self.ledger.lock:
            return list(self.ledger.acknowledged)

    def wait_for_more(self, count):
        wanted = len(self.acknowledged()) + count
        waiting.wait_for(lambda: len(self.acknowledged()) >= wanted, what="more messages")


def test_a_backup_under_load_holds_what_was_acknowledged_before_it(tmp_path):
    rounds = []
    with AsqServer(args=["--loops", "2"]) as server:
        with Senders(server) as senders:
            for number in range(3):
                senders.wait_for_more(200)
                before = senders.acknowledged()
                backup(server, tmp_path / f"{number}.db")
                rounds.append((before, senders.acknowledged()))
            senders.wait_for_more(50)
        assert senders.ledger.faults == []
        everything = {
            chat: history.whole(senders.people[0].api, chat) for chat in senders.chats
        }
        assert_sound(server.data)
        assert server.stop() == 0

    assert any(len(after) > len(before) for before, after in rounds), "sends go on meanwhile"
    for number, (before, _) in enumerate(rounds):
        data = tmp_path / f"data-{number}"
        restore(tmp_path / f"{number}.db", data)
        assert_sound(data)
        with AsqServer(data=data) as restored:
            login = http_api.log_in(restored.port, senders.people[0].email)
            anna = Api(restored.port, login["access_token"])
            for chat in senders.chats:
                stored = history.whole(anna, chat)
                history.assert_gapless(stored)
                # One moment of that chat: a beginning of what became of it.
                assert contents(stored) == contents(everything[chat])[: len(stored)]
                there = {message["client_id"] for message in stored}
                assert {o.client_id for o in before if o.chat == chat} <= there
            assert restored.stop() == 0


def contents(messages):
    return [(m["seq"], m["id"], m["sender_id"], m["text"], m["timestamp"]) for m in messages]


def test_after_a_restore_it_is_another_database_to_clients(tmp_path):
    """Cursors, tokens and sockets of the future that was lost mean nothing in the new one."""
    with AsqServer() as server:
        anna = http_api.register(server.port, "anna")
        chat = http_api.make_group(anna)["id"]
        http_api.send(anna, chat, "kept")
        backup(server, tmp_path / "backup.db")
        lost = http_api.register(server.port, "lost")
        http_api.send(anna, chat, "lost")
        cursor = anna.api.get("/chat/sync").json["cursor"]
        assert server.stop() == 0
        keys = (server.data / "keys.json").read_bytes()

        # The old database is moved away; the keys stay, and so tokens would still be signed well.
        for name in ("asq.db", "asq.db-wal", "asq.db-shm"):
            if (server.data / name).exists():
                (server.data / name).rename(tmp_path / name)
        assert "has to log in again" in restore(tmp_path / "backup.db", server.data)
        assert (server.data / "keys.json").read_bytes() == keys
        server.start()

        for token in (anna.token, lost.token):
            assert_problem(Api(server.port, token).get("/chat/me"), 401, "unauthenticated")
        for refresh in (anna.refresh_token, lost.refresh_token):
            form = {"grant_type": "refresh_token", "refresh_token": refresh}
            again = Api(server.port).post("/chat/token", form=form)
            assert again.status == 401, again
        # The next person gets the lost one's id, and the sessions of before name none of hers.
        newcomer = http_api.register(server.port, "newcomer")
        assert newcomer.id == lost.id
        assert Api(server.port, lost.token).get("/chat/me").status == 401

        anna.api.token = http_api.log_in(server.port, anna.email)["access_token"]
        assert [m["text"] for m in history.whole(anna.api, chat)] == ["kept"]
        sync = anna.api.get(f"/chat/sync?since={cursor}").json
        assert sync["resumed"] is False and sync["cursor"] != cursor
        assert http_api.send(anna, chat, "new")["seq"] == 2
        assert server.stop() == 0


def test_without_a_server_the_directory_is_read_under_its_lock(tmp_path):
    with AsqServer() as server:
        anna = http_api.register(server.port)
        http_api.send(anna, http_api.make_group(anna)["id"], "hello")
        server.kill()  # what is in the log is copied, too
        backup(server, tmp_path / "backup.db")
        assert_sound(server.data)
        assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
        assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db"]
        server.start()
        assert anna.api.get("/chat/me").status == 200
        assert server.stop() == 0
    restore(tmp_path / "backup.db", tmp_path / "data")
    assert "1 users, 1 chats, 1 messages" in assert_sound(tmp_path / "data")


# what is refused


def test_nothing_is_overwritten_and_nothing_made_where_nothing_is(server, tmp_path):
    file = tmp_path / "backup.db"
    file.write_text("precious")
    assert "already exists" in refused("backup", file, "--data", server.data)
    assert "name of the file is empty" in refused("backup", "", "--data", server.data)
    assert file.read_text() == "precious"
    assert "nowhere" in refused("backup", tmp_path / "nowhere/b.db", "--data", server.data)
    for verb in (["backup", tmp_path / "b.db"], ["check"]):
        assert "does not exist" in refused(*verb, "--data", tmp_path / "data")
        (tmp_path / "data").mkdir()
        assert "no database" in refused(*verb, "--data", tmp_path / "data")
        (tmp_path / "data/lock").unlink()
        (tmp_path / "data").rmdir()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db"]


def test_a_restore_into_a_place_that_is_taken_is_refused(server, tmp_path):
    backup(server, tmp_path / "backup.db")
    assert "in use" in refused("restore", tmp_path / "backup.db", "--data", server.data)
    restore(tmp_path / "backup.db", tmp_path / "data")
    whole = (tmp_path / "data/asq.db").read_bytes()
    assert "already exists" in refused(
        "restore", tmp_path / "backup.db", "--data", tmp_path / "data"
    )
    assert (tmp_path / "data/asq.db").read_bytes() == whole


@pytest.mark.parametrize(
    "damage,words",
    [
        (lambda file: file.unlink(), "No such file"),
        (lambda file: file.write_bytes(b""), "not a backup"),
        (lambda file: file.write_bytes(b"text\n" * 1000), "not a backup"),
        (lambda file: os.truncate(file, 20_000), "damaged"),
        (lambda file: execute(file, "PRAGMA application_id = 4711"), "another program"),
        (lambda file: execute(file, "PRAGMA user_version = 999"), "999"),
        (lambda file: execute(file, "DROP TABLE receipts"), "damaged"),
    ],
    ids=["missing", "empty", "text", "cut", "foreign", "newer", "table"],
)
def test_what_is_no_whole_backup_is_not_restored(server, tmp_path, damage, words):
    file = tmp_path / "backup.db"
    backup(server, file)
    damage(file)
    sentence = refused("restore", file, "--data", tmp_path / "data")
    assert words in sentence and str(file) in sentence
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    refused("restore", file, "--data", tmp_path / "data")
    assert {path.name for path in (tmp_path / "data").iterdir()} == {"lock"}, "it was there before"


def execute(file, sql):
    with sqlite3.connect(file) as database:
        database.execute(sql)


# asq check

DAMAGE = [
    ("DELETE FROM messages WHERE position & 4294967295 = 2", "messages 2 to 2 are missing"),
    ("UPDATE messages SET text = 'other' WHERE position & 4294967295 = 3", "not what was received"),
    ("DELETE FROM receipts WHERE seq = 1", "message 1: has no receipt"),
    ("UPDATE chats SET member_count = 9", "says that it has 9 members"),
    ("UPDATE chats SET read_high = 1", "says that it is read up to 1"),
    ("UPDATE log SET back = 0 WHERE back > 0", "points back to 0"),
    ("DELETE FROM members WHERE role = 2", "0 owners"),
    ("UPDATE counters SET value = 1 WHERE name = 'message_id'", "ahead of the counter"),
]


def test_check_finds_what_was_damaged_on_the_running_server_too(tmp_path):
    with AsqServer() as server:
        anna, boris = (http_api.register(server.port, name) for name in ("anna", "boris"))
        chat = http_api.make_group(anna, boris)["id"]
        for index in range(5):
            http_api.send(anna, chat, "hello", client_id=f"c-{index}")
        assert_sound(server.data)
        backup(server, tmp_path / "backup.db")
    for number, (sql, fault) in enumerate(DAMAGE):
        data = tmp_path / f"{number}"
        restore(tmp_path / "backup.db", data)
        execute(data / "asq.db", sql)
        run = run_asq("check", "--data", data)
        assert run.returncode == 1 and run.stderr == "", run
        assert [line for line in run.stdout.splitlines() if fault in line], (sql, run.stdout)

    # What a start does not look at.
    execute(tmp_path / "1/asq.db", "UPDATE chats SET read_second = 4")
    with AsqServer(data=tmp_path / "1") as damaged:
        run = run_asq("check", "--data", damaged.data)
        assert run.returncode == 1 and "not what was received" in run.stdout, run
        assert damaged.stop() == 0


# while it is under way


def fill(server, megabytes):
    """A chat with so much in it; returns its owner."""
    anna = http_api.register(server.port)
    chat = http_api.make_group(anna)["id"]
    api = Api(server.port, anna.token, keep=True)
    for _ in range(megabytes * 16):
        sent = api.post("/chat/group-message", {"chat_id": chat, "text": "😀" * 16_000})
        assert sent.status == 201, sent
    return anna


def start(*args):
    return subprocess.Popen(
        [asq_process.binary(), *map(str, args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=asq_process.environment(),
    )


class UnderWay:
    """A backup of a server with 50 MB, begun and not ended: FILE.tmp is there."""

    def __init__(self, server, file):
        self.file, self.temporary = file, file.with_name(file.name + ".tmp")
        self.process = start("backup", file, "--data", server.data)
        waiting.wait_for(
            lambda: self.temporary.exists() or self.process.poll() is not None,
            what="the backup to begin",
            every=0.0005,
        )

    def end(self):
        """(status, what it said)"""
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out + err


@pytest.fixture(scope="module")
def full():
    with AsqServer(args=["--loops", "2"]) as running:
        running.anna = fill(running, 50)
        running.chat = http_api.make_group(running.anna)["id"]
        yield running
        assert running.stop() == 0


def assert_whole_or_not_there(file, data):
    if file.exists():
        restore(file, data)
        assert_sound(data)
        file.unlink()


def test_kill_9_leaves_no_half_file(full, tmp_path):
    interrupted = 0
    for number in range(5):
        run = UnderWay(full, tmp_path / "backup.db")
        time.sleep(number * 0.03)  # another moment of it each time
        full.kill()
        status, said = run.end()
        interrupted += status
        assert status == 0 or "did not answer" in said, said
        assert_whole_or_not_there(run.file, tmp_path / f"data-{number}")
        full.start()
    assert interrupted > 0
    backup(full, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db.tmp").exists()
    restore(tmp_path / "backup.db", tmp_path / "data")
    assert_sound(tmp_path / "data")


def test_whoever_interrupts_the_command_ends_the_backup(full, tmp_path):
    run = UnderWay(full, tmp_path / "backup.db")
    run.process.send_signal(signal.SIGINT)
    run.end()
    waiting.wait_for(lambda: not run.temporary.exists(), what="the unfinished file to go")
    assert_whole_or_not_there(run.file, tmp_path / "data")
    backup(full, tmp_path / "backup.db")


def test_a_server_that_stops_does_not_wait_for_a_backup(full, tmp_path):
    run = UnderWay(full, tmp_path / "backup.db")
    began = time.monotonic()
    assert full.stop() == 0
    assert time.monotonic() - began < 10
    status, said = run.end()
    assert status == 0 or "given up" in said or "did not answer" in said, said
    assert not run.temporary.exists()
    assert_whole_or_not_there(run.file, tmp_path / "data")
    full.start()


def test_the_operators_other_commands_do_not_wait(full, tmp_path):
    run = UnderWay(full, tmp_path / "backup.db")
    assert full.anna.email in run_asq("user", "list", "--data", full.data).stdout
    status, said = run.end()
    assert status == 0, said


def test_a_disk_that_fills_up_meanwhile_ends_the_backup_alone(full, tmp_path):
    with small_disk(tmp_path, 90) as disk:
        for _ in range(10):
            run = UnderWay(full, disk / "backup.db")
            fill_up(disk / "ballast")
            status, said = run.end()
            assert not run.temporary.exists()
            if status != 0:
                break
            run.file.unlink()
            (disk / "ballast").unlink()
        assert f"there is no room for {disk / 'backup.db'}" in said
        assert not run.file.exists()
        assert http_api.send(full.anna, full.chat, "goes on")
        (disk / "ballast").unlink()
        backup(full, disk / "backup.db")


def fill_up(file):
    with open(file, "wb") as ballast:
        for size in (1 << 23, 1 << 20, 1 << 12):
            try:
                while True:
                    os.posix_fallocate(ballast.fileno(), os.fstat(ballast.fileno()).st_size, size)
            except OSError:
                continue


def test_a_backup_that_would_fill_the_servers_own_disk_is_not_begun(tmp_path):
    with small_disk(tmp_path, 36) as disk, AsqServer(data=disk / "data") as server:
        anna = fill(server, 9)
        chat = http_api.make_group(anna)["id"]
        for _ in range(3):
            sentence = refused("backup", disk / "backup.db", "--data", server.data)
            assert "no room" in sentence and "MiB are free" in sentence
        assert http_api.send(anna, chat, "goes on")
        assert "backup_failed" in server.log()
        backup(server, tmp_path / "elsewhere.db")
        assert server.stop() == 0


def test_a_file_that_only_the_server_sees_is_no_backup(tmp_path, monkeypatch):
    """As under systemd's PrivateTmp or in a container."""
    place = tmp_path / "place"
    place.mkdir()
    wrapper = tmp_path / "asq"
    real = asq_process.binary()
    wrapper.write_text(
        f'#!/bin/sh\nexec unshare -m sh -c \'mount -t tmpfs none {place} && exec {real} "$@"\' - "$@"\n'
    )
    wrapper.chmod(0o700)
    if subprocess.run([wrapper, "version"], capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to make a mount namespace")
    server = AsqServer()
    monkeypatch.setenv("ASQ_BINARY", str(wrapper))
    with server:
        monkeypatch.setenv("ASQ_BINARY", real)
        sentence = refused("backup", place / "backup.db", "--data", server.data)
        assert "another view" in sentence
        backup(server, tmp_path / "backup.db")
        assert server.stop() == 0
