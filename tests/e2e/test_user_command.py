"""`asq user`: accounts, of a running server or without one."""
import os
import subprocess

import asq_process
import http_api
from asq_process import run_asq
from http_api import Api


def test_users_are_added_listed_disabled_and_given_passwords_while_it_runs(server):
    data = ["--data", server.data]
    email = f"{http_api.unique()}@example.com"
    added = subprocess.run(
        [
            asq_process.binary(),
            "user",
            "add",
            email,
            "--username",
            "ops",
            *map(str, data),
        ],
        input="first password\n",
        text=True,
        capture_output=True,
        timeout=30,
        env=asq_process.environment(),
    )
    assert added.returncode == 0, added
    assert http_api.log_in(server.port, email, "first password")
    assert email in run_asq("user", "list", *data).stdout
    assert run_asq("user", "disable", email, *data).returncode == 0
    assert (
        Api(server.port)
        .post("/chat/token", form={"username": email, "password": "first password"})
        .status
        == 401
    )
    assert run_asq("user", "disable", "nobody@example.com", *data).returncode != 0


def test_an_account_is_named_by_its_handle_too(server):
    data = ["--data", server.data]
    email = f"{http_api.unique()}@example.com"
    handle = http_api.unique("ops").replace("-", "_")
    add = ["user", "add", email, "--password-stdin", *data]
    refused = run_asq(*add, "--handle", "all", typed="secret")
    assert refused.returncode == 1 and "handle" in refused.stderr, refused
    refused = run_asq(*add, "--handle", "", typed="secret")
    assert refused.returncode == 1 and refused.stderr.startswith("asq: handle: This "), refused
    refused = run_asq(*add, "--handle", "a b", typed="secret")
    assert refused.returncode == 1 and refused.stderr.startswith("asq: handle: This "), refused
    added = run_asq(*add, "--handle", handle.upper(), typed="secret")
    assert added.returncode == 0, added
    assert f"{email}  @{handle}  " in run_asq("user", "list", *data).stdout
    capitals = f"@{handle.upper()}"
    for verb, status in (("disable", 401), ("enable", 200)):
        run = run_asq("user", verb, capitals, *data)
        assert run.returncode == 0 and email in run.stdout, run
        form = {"username": email, "password": "secret"}
        assert Api(server.port).post("/chat/token", form=form).status == status
    reset = ["user", "reset-password", capitals, "--password-stdin", *data]
    assert run_asq(*reset, typed="another one").returncode == 0
    assert http_api.log_in(server.port, email, "another one")
    link = run_asq("user", "reset-link", capitals, *data)
    assert link.returncode == 0 and email in link.stderr and "/reset#" in link.stdout, link
    for verb in ("disable", "enable", "reset-link"):
        assert run_asq("user", verb, "@nobody.of.that.name", *data).returncode == 1


def test_a_misspelt_data_directory_is_named_and_not_made(tmp_path):
    for place in (tmp_path / "misspelt", tmp_path):
        for verb in (["list"], ["disable", "anna@example.com"]):
            run = run_asq("user", *verb, "--data", place)
            assert run.returncode == 1 and str(place) in run.stderr, run
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_text_is_refused_by_name(tmp_path):
    run = run_asq("user", "add", "a@b.cd", "--username", "\udcff", "--data", tmp_path / "data")
    assert (run.returncode, run.stderr) == (1, "asq: username: This must be valid UTF-8.\n")


def test_a_name_of_nothing_visible_is_refused(tmp_path):
    for name in ("\u200b", " ", "a\u202eb"):
        command = ["user", "add", "a@b.cd", "--data", tmp_path / "data", "--password-stdin"]
        run = run_asq(*command, "--username", name, typed="secret")
        assert run.returncode == 1 and run.stderr.startswith("asq: username: This must "), run


def test_a_password_that_is_too_long_is_told_so(tmp_path):
    for size in (1025, 4096, 4097, 100_000):
        command = ["user", "add", "a@b.cd", "--data", tmp_path / "data", "--password-stdin"]
        run = run_asq(*command, typed="x" * size)
        assert run.returncode == 1
        assert run.stderr == "asq: password: This must have at most 1024 bytes.\n", size


def config_to(output):
    command = [asq_process.binary(), "config"]
    env = asq_process.environment(None)
    return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, env=env, timeout=30)


def test_a_result_that_nobody_reads_is_no_fault():
    reader, writer = os.pipe()
    os.close(reader)
    run = config_to(writer)
    os.close(writer)
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_result_that_can_not_be_written_is_a_sentence():
    with open("/dev/full", "wb") as full:
        run = config_to(full)
    assert run.returncode == 1
    assert run.stderr == b"asq: The result can't be written: No space left on device.\n"
