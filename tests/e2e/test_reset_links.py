"""`asq user reset-link` and `POST /chat/password`: a new password for somebody who has forgotten the
old one.
"""
import re

import http_api
import pytest
import waiting
from asq_process import AsqServer, run_asq
from http_api import Api, assert_problem, log_in

LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/reset#([A-Za-z0-9_-]{22})\Z")


def make_link(server, email, *args):
    """What it says on standard error, and the link, which is all of standard output."""
    run = run_asq("user", "reset-link", email, "--data", server.data, *args)
    assert run.returncode == 0, run
    (link,) = run.stdout.splitlines()
    said, *hints = run.stderr.splitlines()
    assert [("public_url" in hint) for hint in hints] == [True] * (not link.startswith("https://"))
    return said, link


def token_of(link):
    return link.partition("#")[2]


def make_token(server, email):
    return token_of(make_link(server, email)[1])


def set_password(port, token, password="another"):
    return Api(port).post("/chat/password", {"token": token, "password": password})


def log_in_status(port, email, password):
    form = {"username": email, "password": password}
    return Api(port).post("/chat/token", form=form).status


def test_somebody_who_has_forgotten_it_sets_a_new_one(server, port, person):
    anna = person()
    said, link = make_link(server, anna.email)
    begins = f"asq: With this link user {anna.id} can set a new password, once, until 2"
    assert said.startswith(begins)
    assert said.endswith(anna.email)
    assert int(LINK.match(link)[1]) == port, "where the running server listens"
    assert set_password(port, token_of(link)).status == 204
    assert anna.api.get("/chat/me").status == 401, "every session has ended"
    refresh = {"grant_type": "refresh_token", "refresh_token": anna.refresh_token}
    assert Api(port).post("/chat/token", form=refresh).status == 401
    assert log_in_status(port, anna.email, anna.password) == 401
    assert log_in(port, anna.email, "another")["user"]["id"] == anna.id
    assert_problem(set_password(port, token_of(link), "a third"), 410, "reset_over")
    assert log_in_status(port, anna.email, "another") == 200


def test_a_new_password_of_ones_own_ends_the_link(server, port, person):
    anna = person()
    token = make_token(server, anna.email)
    change = {"password": "my own", "current_password": anna.password}
    assert anna.api.patch("/chat/me", change).status == 200
    assert_problem(set_password(port, token), 410, "reset_over")
    assert log_in_status(port, anna.email, "my own") == 200


def test_so_does_a_newer_link_and_a_password_of_the_operator(server, port, person):
    anna = person()
    first, second = (make_token(server, anna.email) for _ in range(2))
    assert_problem(set_password(port, first), 410, "reset_over")
    command = ["user", "reset-password", anna.email, "--data", server.data, "--password-stdin"]
    assert run_asq(*command, typed="operator's").returncode == 0
    assert_problem(set_password(port, second), 410, "reset_over")


def test_a_disabled_account_has_no_link_and_the_one_before_is_over_for_good(server, port, person):
    anna = person()
    token = make_token(server, anna.email)
    data = ["--data", server.data]
    assert run_asq("user", "disable", anna.email, *data).returncode == 0
    assert_problem(set_password(port, token), 410, "reset_over")
    run = run_asq("user", "reset-link", anna.email, *data)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == "asq: This account is disabled; enable it first.\n"
    assert run_asq("user", "enable", anna.email, *data).returncode == 0
    assert_problem(set_password(port, token), 410, "reset_over")
    assert log_in_status(port, anna.email, anna.password) == 200, "nothing was stored"


def test_a_deleted_account_has_none(server, port, person):
    anna = person()
    token = make_token(server, anna.email)
    deleted = {"current_password": anna.password}
    assert anna.api.delete("/chat/me", json_body=deleted).status == 204
    assert_problem(set_password(port, token), 410, "reset_over")
    assert run_asq("user", "reset-link", anna.email, "--data", server.data).returncode == 1


@pytest.mark.parametrize("token", ["A" * 22, "x", "A" * 23, "é" * 22, "A" * 21 + "=", "../reset"])
def test_what_is_no_link_is_404(port, token):
    assert_problem(set_password(port, token), 404, "reset_not_found")


def test_a_link_of_another_database_is_404(server, port, person):
    anna = person()
    with AsqServer() as other:
        http_api.register(other.port, "boris", email=anna.email)
        token = make_token(other, anna.email)
    assert_problem(set_password(port, token), 404, "reset_not_found")


def test_a_bad_password_leaves_the_link_good(server, port, person):
    anna = person()
    token = make_token(server, anna.email)
    for body in ({"token": token}, {"token": token, "password": "short"}):
        assert http_api.bad_fields(Api(port).post("/chat/password", body)) == ["password"]
    assert http_api.bad_fields(Api(port).post("/chat/password", {"password": "another"})) == [
        "token"
    ]
    assert set_password(port, token).status == 204


def test_the_link_begins_with_the_public_address_of_the_running_server():
    with AsqServer(args=["--public-url", "https://example.com/chat-server"]) as server:
        anna = http_api.register(server.port)
        said, link = make_link(server, anna.email)
        assert re.match(r"https://example\.com/chat-server/reset#[\w-]{22}\Z", link)
        assert set_password(server.port, token_of(link)).status == 204


def test_without_a_server_the_link_is_made_under_the_lock_and_is_good_at_the_next_start():
    with AsqServer() as server:
        anna = http_api.register(server.port)
        assert server.stop() == 0
        _, link = make_link(server, anna.email, "--listen", f"127.0.0.1:{server.port}")
        assert int(LINK.match(link)[1]) == server.port
        server.start()
        assert set_password(server.port, token_of(link)).status == 204


def test_no_restored_backup_knows_a_link():
    """One that was used after the backup would set the password again."""
    with AsqServer() as server:
        anna = http_api.register(server.port)
        token = make_token(server, anna.email)
        backup = server.home / "backup.db"
        assert run_asq("backup", backup, "--data", server.data).returncode == 0
        assert set_password(server.port, token).status == 204
        assert server.stop() == 0
        restored = server.home / "restored"
        assert run_asq("restore", backup, "--data", restored).returncode == 0
        with AsqServer(data=restored) as after:
            assert_problem(set_password(after.port, token), 404, "reset_not_found")
            assert log_in_status(after.port, anna.email, anna.password) == 200


def test_no_token_is_in_any_log_or_in_the_database():
    with AsqServer(args=["--log-level", "debug", "--log-requests", "on"]) as server:
        anna = http_api.register(server.port)
        token = make_token(server, anna.email)
        assert set_password(server.port, token).status == 204
        assert set_password(server.port, token).status == 410
        assert server.stop() == 0
        waiting.wait_for(lambda: "reset_over" in server.log(), what="the line of the refusal")
        assert "user_reset_link_made" in server.log()
        assert token not in server.log()
        for file in server.data.iterdir():
            if file.is_file():
                assert token.encode() not in file.read_bytes(), file
