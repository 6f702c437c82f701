"""Files of the data directory that are removed, replaced or moved away while the server runs: it
notices, acknowledges nothing more, says why and exits with 70.
"""
import http.client
import json
import os
import shutil
import sqlite3
import subprocess

import history
import http_api
import pytest
import waiting
from asq_process import AsqServer, run_asq

FILES = ["asq.db", "asq.db-wal", "asq.db-shm", "lock"]
SOON = 10


def replace(path):
    shutil.copy(path, f"{path}.copy")
    os.rename(f"{path}.copy", path)


def ended_because_of(server, path):
    assert server.process.wait(SOON) == 70, server.log()
    last = json.loads(server.log().splitlines()[-1])
    assert last["event"] == "storage_failed"
    assert last["cause"] == f"{path} was removed or replaced while the server ran"


@pytest.mark.parametrize("lose", [os.unlink, replace])
@pytest.mark.parametrize("name", FILES)
def test_it_ends_when_a_file_is_gone_though_nobody_asks(name, lose):
    with AsqServer() as server:
        lose(server.data / name)
        ended_because_of(server, server.data / name)


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_acknowledged_once_a_file_is_gone(name):
    """201 was answered to everything until the stop, and all of it was gone."""
    with AsqServer() as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        os.unlink(server.data / name)
        with pytest.raises((OSError, http.client.HTTPException)):
            while True:
                answer = anna.api.post("/chat/group-message", {"chat_id": chat, "text": "lost"})
                assert answer.status == 503, answer
        ended_because_of(server, server.data / name)


def test_it_ends_when_the_directory_is_moved_away(tmp_path):
    with AsqServer(data=tmp_path / "data") as server:
        anna = http_api.register(server.port)
        os.rename(tmp_path / "data", tmp_path / "moved")
        ended_because_of(server, tmp_path / "data" / "asq.db")
        server.data = tmp_path / "moved"
        server.start()
        assert anna.api.get("/chat/me").status == 200, "where it is, all is well"


def test_it_ends_when_the_directory_is_unmounted(tmp_path):
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m,mode=0700", "none", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a file system")
    with AsqServer(data=place / "data") as server:
        subprocess.run(["umount", "--lazy", place], check=True)
        ended_because_of(server, place / "data" / "asq.db")


def test_a_directory_that_moves_behind_a_link_is_where_it_was(tmp_path):
    with AsqServer(data=tmp_path / "data") as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        os.rename(tmp_path / "data", tmp_path / "moved")
        os.symlink(tmp_path / "moved", tmp_path / "data")
        http_api.send(anna, chat, "still here")
        assert server.stop() == 0


def test_what_an_operator_does_raises_no_alarm(tmp_path):
    """Each commit looks whether the files are there: a message that is sent afterwards says so."""
    with AsqServer() as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        backup = tmp_path / "backup.db"

        def read_it_from_outside():
            with sqlite3.connect(server.data / "asq.db") as other:
                other.execute("SELECT count(*) FROM users").fetchall()
                other.execute("PRAGMA wal_checkpoint(PASSIVE)")

        for step in (
            lambda: run_asq("backup", backup, "--data", server.data),
            lambda: run_asq("check", "--data", server.data),
            lambda: run_asq("restore", backup, "--data", tmp_path / "elsewhere"),
            lambda: run_asq("user", "list", "--data", server.data),
            lambda: shutil.copytree(server.data, tmp_path / "copy", ignore=lambda *_: ["control.sock"]),
            read_it_from_outside,
        ):
            done = step()
            assert getattr(done, "returncode", 0) == 0, done
            http_api.send(anna, chat, "after it")
        waiting.wait_for(lambda: len(history.whole(anna.api, chat)) == 6)
        assert server.stop() == 0
        assert "storage_failed" not in server.log()
