"""A container engine for the test: the one that runs, or one of our own that is gone afterwards.

    with engine.running() as environment:
        subprocess.run(["docker", "ps"], env=environment)
"""
import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time


class NoEngine(Exception):
    """There is none, and none can be started; says why."""


# A machine without the kernel's packet filter has no bridge: everything is on the host's network then.
NETWORKS = {"bridge": [], "host": ["--iptables=false", "--ip6tables=false", "--bridge=none"]}


def answers(environment):
    return subprocess.run(["docker", "info"], env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


@contextlib.contextmanager
def running():
    """(environment, network): what `docker` needs to reach the engine; network is "bridge" or "host"."""
    if shutil.which("docker") is None:
        raise NoEngine("no docker command")
    if answers(dict(os.environ)):
        yield dict(os.environ), "bridge"
        return
    if os.geteuid() != 0 or shutil.which("dockerd") is None:
        raise NoEngine("no engine answers, and starting one needs root and dockerd")
    home = pathlib.Path(tempfile.mkdtemp(prefix="asq-docker-", dir="/var/tmp"))
    daemon = None
    try:
        for network, options in NETWORKS.items():
            daemon = start(home, options)
            environment = {**os.environ, "DOCKER_HOST": f"unix://{home}/docker.sock"}
            if wait_until_it_answers(daemon, environment):
                yield environment, network
                return
            stop(daemon)
        raise NoEngine("dockerd does not start:\n" + (home / "log").read_text(errors="replace")[-2000:])
    finally:
        if daemon is not None:
            stop(daemon)
        remove(home)


def start(home, options):
    with open(home / "log", "ab") as log:
        return subprocess.Popen(
            ["dockerd", "--data-root", home / "data", "--exec-root", home / "exec", "--pidfile", home / "pid",
             "--host", f"unix://{home}/docker.sock", *options],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def wait_until_it_answers(daemon, environment, seconds=40):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and daemon.poll() is None:
        if answers(environment):
            return True
        time.sleep(0.2)
    return False


def stop(daemon):
    """Ends the engine we started, and with it its containers."""
    if daemon.poll() is None:
        daemon.send_signal(signal.SIGTERM)
        try:
            daemon.wait(30)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait(10)


def remove(home):
    """The engine's files, what it left mounted below them first."""
    mounted = [line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()]
    for place in sorted((place for place in mounted if place.startswith(f"{home}/")), reverse=True):
        subprocess.run(["umount", "--lazy", place], check=False)
    shutil.rmtree(home, ignore_errors=True)
