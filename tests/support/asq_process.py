"""The real binary, on a free port, with a data directory of its own.

    with AsqServer() as server:
        server.port

ASQ_BINARY names the binary; without it the usual build directories are looked through.
"""
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def binary():
    named = os.environ.get("ASQ_BINARY")
    if named:
        return named
    for build in ("release", "app", "debug"):
        candidate = REPOSITORY / "build" / build / "asq"
        if candidate.exists():
            return str(candidate)
    raise AssertionError("no binary: set ASQ_BINARY")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(limits="off", extra=None):
    """The caller's environment without any ASQ_ setting, then the ones the test asks for."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("ASQ_")}
    if limits is not None:
        env["ASQ_LIMITS"] = limits
    env.update(extra or {})
    return env


class StartFailed(AssertionError):
    """The server ended before it was ready; `code` and `log` say how."""

    def __init__(self, code, log):
        super().__init__(f"the server ended with {code} before it was ready:\n{log}")
        self.code = code
        self.log = log


class AsqServer:
    """`stderr`, a descriptor, takes the log instead of a file. `prepare` runs in the new process
    before the binary does.
    """

    def __init__(self, data=None, args=(), env=None, limits="off", stderr=None, prepare=None,
                 host="127.0.0.1"):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="asq-e2e-"))
        self.data = pathlib.Path(data) if data else self.home / "data"
        if not data:
            self.data.mkdir()
        self.args = list(args)
        self.env = environment(limits, env)
        self.log_path = self.home / "log"
        self.stderr = stderr
        self.prepare = prepare
        self.host = host
        self.process = None
        self.port = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.discard()

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process is not None and self.process.poll() is None

    def start(self, timeout=20.0):
        """Starts on a free port (on the same one again after stop or kill) and waits for
        /readyz.
        """
        for attempt in range(5):
            wanted = self.port or free_port()
            try:
                self._launch(wanted)
                self._wait_ready(wanted, timeout)
                self.port = wanted
                return self
            except StartFailed as failure:
                taken = (
                    "in use" in failure.log.rsplit("\n", 5)[-1] or "in use" in failure.log[-500:]
                )
                if attempt == 4 or not taken:
                    raise
                self.port = None
        raise AssertionError("no free port found")

    def begin(self):
        """Starts on a free port and does not wait: for who kills it on the way."""
        self._launch(free_port())

    def _launch(self, port):
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(
                [
                    binary(),
                    "serve",
                    "--listen",
                    f"{self.host}:{port}",
                    "--data",
                    str(self.data),
                    *self.args,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log if self.stderr is None else self.stderr,
                env=self.env,
                cwd=self.home,
                preexec_fn=self.prepare,
            )

    def _wait_ready(self, port, timeout):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            code = self.process.poll()
            if code is not None:
                raise StartFailed(code, self.log())
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/readyz")
                status = connection.getresponse().status
                connection.close()
                if status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.01)
        self.kill()
        raise AssertionError(f"not ready after {timeout} s:\n{self.log()}")

    def stop(self, timeout=15.0):
        """SIGTERM; returns the exit status."""
        if self.running:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout)

    def kill(self):
        """SIGKILL, and waits until the process is gone."""
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait(10)

    def discard(self):
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def log(self):
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""


def run_asq(*args, env=None, timeout=30, limits="off", cwd=None, typed=None):
    """One run of the binary to its end: CompletedProcess with text output."""
    source = {"stdin": subprocess.DEVNULL} if typed is None else {"input": typed}
    return subprocess.run(
        [binary(), *map(str, args)],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment(limits, env),
        cwd=cwd,
        **source,
    )
