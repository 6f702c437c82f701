"""What the server is started with and what it is sent: descriptors that are closed, signals that
mean nothing.
"""
import itertools
import os
import signal
import subprocess

import asq_process
import http_api
import pytest
from asq_process import AsqServer, run_asq
from http_api import Api

STANDARD = (0, 1, 2)
CLOSED = [
    closed for count in (1, 2, 3) for closed in itertools.combinations(STANDARD, count)
]
IGNORED = [
    "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGIO", "SIGPWR",
    "SIGSTKFLT", "SIGXFSZ", "SIGTTIN", "SIGTTOU", "SIGHUP", "SIGCHLD", "SIGURG", "SIGWINCH",
    "SIGCONT", "SIGRTMIN", "SIGRTMAX",
]  # fmt: skip


def close(descriptors):
    for descriptor in descriptors:
        os.close(descriptor)


@pytest.mark.parametrize("closed", CLOSED, ids=str)
def test_a_closed_descriptor_is_not_given_to_a_file_of_the_server(closed):
    """The lock of the data directory got the number 2, and the log was written into it."""
    with AsqServer(prepare=lambda: close(closed), args=["--log-requests", "on"]) as server:
        for descriptor in closed:
            assert os.readlink(f"/proc/{server.pid}/fd/{descriptor}") == "/dev/null"
        anna = http_api.register(server.port)
        assert anna.api.get("/chat/me").status == 200
        assert (server.data / "lock").read_text() == f"{server.pid}\n"
        assert server.stop() == 0
        assert (2 in closed) == (server.log() == "")
        assert run_asq("check", "--data", server.data).returncode == 0


@pytest.mark.parametrize("closed", CLOSED, ids=str)
def test_a_command_with_a_closed_descriptor_does_its_work(tmp_path, closed):
    data = tmp_path / "data"
    with AsqServer(data=data) as server:
        http_api.register(server.port)
        assert server.stop() == 0
    out = tmp_path / "out"
    with open(out, "wb") as file:
        run = subprocess.run(
            [asq_process.binary(), "user", "list", "--data", str(data)],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=asq_process.environment(),
            preexec_fn=lambda: close(closed),
            timeout=60,
            check=False,
        )
    assert run.returncode == 0, out.read_text()
    assert (1 in closed) == (out.read_text() == "")
    assert (data / "lock").read_text().strip().isdigit(), "nothing else was written into it"
    assert run_asq("check", "--data", data).returncode == 0


def test_signals_that_mean_nothing_are_ignored():
    """SIGUSR1 and SIGUSR2 ended the server."""
    with AsqServer() as server:
        for name in IGNORED:
            server.process.send_signal(getattr(signal, name))
            assert Api(server.port).get("/readyz").status == 200, name
        for number in range(signal.SIGRTMIN, signal.SIGRTMAX + 1):
            server.process.send_signal(number)
        assert Api(server.port).get("/readyz").status == 200
        assert server.stop() == 0


def test_sigquit_ends_it_as_a_crash_would():
    with AsqServer() as server:
        server.process.send_signal(signal.SIGQUIT)
        assert server.process.wait(10) == -signal.SIGQUIT
        server.start()
        assert server.stop() == 0
