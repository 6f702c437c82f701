"""A full disk and no descriptors left: refusals are honest, nothing dies, and all is well when
there is room again (P10).
"""
import contextlib
import os
import resource
import shutil
import socket
import subprocess
import time

import history
import http_api
import pytest
import waiting
import ws_raw
from asq_process import AsqServer
from http_api import Api, assert_problem


@contextlib.contextmanager
def small_disk(tmp_path, megabytes):
    """A file system of its own: a tmpfs, or an ext4 image where tmpfs may not be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mounts = [["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "none", str(place)]]
    image = tmp_path / "image"
    with open(image, "wb") as file:
        file.truncate(megabytes << 20)
    if shutil.which("mkfs.ext4"):
        subprocess.run(
            ["mkfs.ext4", "-q", "-O", "^has_journal", str(image)], check=False, capture_output=True
        )
        mounts.append(["mount", "-o", "loop", str(image), str(place)])
    if not any(
        subprocess.run(mount, capture_output=True, check=False).returncode == 0 for mount in mounts
    ):
        pytest.skip("needs the right to mount a small file system")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill_by_messages(person, chat):
    """Sends until the disk refuses: (acknowledged, the refusal)."""
    api = Api(person.api.port, person.token, keep=True)
    acknowledged = []
    for index in range(5000):
        text = f"{index}" + "x" * 8000
        response = api.post(
            "/chat/group-message", {"chat_id": chat, "text": text, "client_id": f"c-{index}"}
        )
        if response.status != 201:
            return acknowledged, response
        acknowledged.append(response.json)
    raise AssertionError("the disk never got full")


def test_a_full_disk_is_507_reads_go_on_and_it_recovers(tmp_path):
    with small_disk(tmp_path, 12) as disk, AsqServer(data=disk / "data") as server:
        ballast = disk / "ballast"
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        with open(ballast, "wb") as file:
            file.write(b"\1" * (4 << 20))
            os.fsync(file.fileno())
        acknowledged, refusal = fill_by_messages(anna, chat)
        problem = assert_problem(refusal, 507, "storage_full")
        assert len(acknowledged) > 50 and problem["retryable"] is True

        assert anna.api.get("/chat/me").status == 200, "reads go on"
        assert history.whole(anna.api, chat) == acknowledged, "what was refused is not stored"
        with ws_raw.open_chat(server.port, chat, anna.token) as ws:
            ws.send_json({"text": "x" * 16000, "client_id": "by-socket"})
            error = ws.receive_json()
            assert (error["code"], error["client_id"]) == ("storage_full", "by-socket")

            ballast.unlink()

            def works_again():
                again = anna.api.post(
                    "/chat/group-message",
                    {"chat_id": chat, "text": "room again", "client_id": "again"},
                )
                return again.status in (200, 201)

            waiting.wait_for(works_again, what="writes to work again")
            assert ws.receive_json()["text"] == "room again"

        server.kill()
        server.start()
        stored = history.whole(anna.api, chat)
        history.assert_gapless(stored)
        assert stored[:-1] == acknowledged and stored[-1]["text"] == "room again"
        assert server.stop() == 0


def fill_to_the_last_byte(disk, person, chat):
    """Until not even the shortest message fits, nor a log-out."""
    with open(disk / "rest", "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\1" * 512)
    refused = 0
    while refused < 5:
        answer = person.api.post("/chat/group-message", {"chat_id": chat, "text": "x"})
        refused = refused + 1 if answer.status == 507 else 0


def test_logging_out_works_on_a_full_disk_and_the_repeat_is_for_good(tmp_path):
    with small_disk(tmp_path, 12) as disk, AsqServer(data=disk / "data") as server:
        ballast = disk / "ballast"
        anna = http_api.register(server.port)
        other = http_api.log_in(server.port, anna.email)["access_token"]
        chat = http_api.make_group(anna)["id"]
        with open(ballast, "wb") as file:
            file.write(b"\1" * (4 << 20))
            os.fsync(file.fileno())
        fill_by_messages(anna, chat)
        with ws_raw.open_chat(server.port, chat, anna.token) as ws:
            fill_to_the_last_byte(disk, anna, chat)
            problem = assert_problem(anna.api.post("/chat/logout"), 507, "storage_full")
            assert problem["retryable"] is True
            assert ws.receive_close() == 4401
        assert_problem(anna.api.get("/chat/me"), 401, "unauthenticated")
        refreshed = Api(server.port).post(
            "/chat/token",
            form={"grant_type": "refresh_token", "refresh_token": anna.refresh_token},
        )
        assert_problem(refreshed, 401, "unauthenticated")
        assert Api(server.port, other).get("/chat/me").status == 200

        ballast.unlink()
        (disk / "rest").unlink()
        waiting.wait_for(
            lambda: anna.api.post("/chat/logout").status == 204, what="the log-out to be stored"
        )
        assert anna.api.post("/chat/logout").status == 401
        server.kill()
        server.start()
        assert_problem(anna.api.get("/chat/me"), 401, "unauthenticated")


def test_without_descriptors_accepting_pauses_and_others_go_on():
    with AsqServer(args=["--loops", "2"]) as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        first, second = (ws_raw.open_chat(server.port, chat, anna.token) for _ in range(2))
        in_use = descriptors(server.pid)
        soft, hard = resource.prlimit(server.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (in_use + 10, hard))
        held = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(60)]
        waiting.wait_for(
            lambda: "accepting_paused" in server.log(), what="the descriptors to be used up"
        )
        assert descriptors(server.pid) <= in_use + 10

        for index in range(200):
            first.send_json({"text": f"m-{index}"})
            assert first.receive_json()["text"] == second.receive_json()["text"] == f"m-{index}"
        assert busy_share(server.pid) < 0.5, "the listener spins"

        for connection in held:
            connection.close()
        resource.prlimit(server.pid, resource.RLIMIT_NOFILE, (soft, hard))
        waiting.wait_for(
            lambda: Api(server.port, timeout=5).get("/readyz").status == 200,
            what="accepting to go on",
        )
        assert anna.api.get(f"/chat/history/{chat}?limit=1").json[0]["text"] == "m-199"
        assert server.stop() == 0


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def busy_share(pid):
    """Of one core, measured over a second in which nobody asks for anything."""
    began, used = time.monotonic(), cpu_seconds(pid)
    waiting.wait_for(lambda: time.monotonic() - began >= 1)
    return (cpu_seconds(pid) - used) / (time.monotonic() - began)


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))
