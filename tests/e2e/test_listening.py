"""`--listen NAME:PORT` serves on all addresses of the name that the machine has."""
import ctypes
import json
import os
import socket
import subprocess

import pytest
from asq_process import AsqServer

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000


def with_hosts(path):
    """For AsqServer(prepare=…): the server, and nobody else, reads this file as /etc/hosts."""
    libc = ctypes.CDLL(None, use_errno=True)

    def prepare():
        flags = CLONE_NEWNS | (0 if os.geteuid() == 0 else CLONE_NEWUSER)
        failed = (
            libc.unshare(flags)
            or libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
            or libc.mount(os.fsencode(path), b"/etc/hosts", None, MS_BIND, None)
        )
        if failed:
            raise OSError(ctypes.get_errno(), "no mount namespace")

    return prepare


def has_ipv6():
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


@pytest.fixture
def named(tmp_path):
    """A server that listens on a name with four addresses, of which the machine lacks one."""
    hosts = tmp_path / "hosts"
    hosts.write_text(
        "127.0.0.1 four.test\n127.0.0.2 four.test\n::1 four.test\n192.0.2.1 four.test\n"
    )
    server = AsqServer(host="four.test", prepare=with_hosts(hosts))
    try:
        server.start()
    except subprocess.SubprocessError:
        server.discard()
        pytest.skip("this machine allows no mount namespace")
    yield server
    server.discard()


def test_a_name_is_served_on_all_of_its_addresses(named):
    here = ["127.0.0.1", "127.0.0.2"] + (["::1"] if has_ipv6() else [])
    for address in here:
        with socket.create_connection((address, named.port), timeout=10) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: four.test\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200", address

    lines = [json.loads(line) for line in named.log().splitlines()]

    def addresses_of(event):
        return {line["address"] for line in lines if line["event"] == event}

    shown = {f"[{address}]" if ":" in address else address for address in here}
    assert addresses_of("listening_on") == {f"{address}:{named.port}" for address in shown}
    assert f"192.0.2.1:{named.port}" in addresses_of("address_left_out")
