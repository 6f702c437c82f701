"""The log says who logs in, who is refused and why, and who was removed by whom
(operations.md, "Log"); and nothing of what was typed.
"""
import json
import sqlite3

import http_api
import waiting
from asq_process import AsqServer, run_asq
from http_api import Api


def lines_of(server, *events):
    lines = [json.loads(line) for line in server.log().splitlines()]
    found = [line for line in lines if not events or line["event"] in events]
    return [{key: line[key] for key in line if key not in ("time", "level")} for line in found]


def log_in(port, email, password):
    form = {"username": email, "password": password}
    return Api(port).post("/chat/token", form=form).status


def test_35_failed_log_ins_leave_a_line_and_a_count():
    """They left none."""
    with AsqServer() as server:
        anna = http_api.register(server.port)
        assert {log_in(server.port, anna.email, "wrong!") for _ in range(35)} == {401}
        first = {
            "event": "login_refused",
            "user_id": anna.id,
            "address": "127.0.0.1",
            "reason": "wrong_password",
        }
        waiting.wait_for(lambda: lines_of(server, "login_refused"), what="the line")
        assert lines_of(server, "login_refused") == [first]
        assert server.stop() == 0
        assert lines_of(server, "login_refused") == [first, first | {"left_out": 34}]


def test_accounts_that_share_an_email_are_both_named():
    """As 0.1.0 may have left them: the white space made it another e-mail."""
    with AsqServer() as server:
        anna = http_api.register(server.port)
        boris = http_api.register(server.port)
        assert server.stop() == 0
        with sqlite3.connect(server.data / "asq.db") as database:
            twin = ("\u00a0" + anna.email, boris.id)
            database.execute("UPDATE users SET email = ? WHERE id = ?", twin)
            database.execute("UPDATE counters SET value = 0 WHERE name = 'folds_version'")
        database.close()
        server.start()
        assert lines_of(server, "email_shared") == [
            {"event": "email_shared", "user_id": boris.id, "other_user_id": anna.id}
        ]
        assert log_in(server.port, anna.email, anna.password) == 200
        assert log_in(server.port, twin[0], boris.password) == 200


def test_each_event_names_address_and_account():
    with AsqServer() as server:
        anna = http_api.register(server.port)
        boris = http_api.register(server.port)
        chat = http_api.make_group(anna, boris)["id"]
        assert anna.api.delete(f"/chat/chats/{chat}/members/{boris.id}").status == 204
        assert anna.api.delete(f"/chat/chats/{chat}").status == 204
        assert anna.api.post("/chat/logout").status == 204
        deleted = {"current_password": boris.password}
        assert boris.api.delete("/chat/me", json_body=deleted).status == 204
        assert run_asq("user", "disable", anna.email, "--data", server.data).returncode == 0
        assert log_in(server.port, anna.email, anna.password) == 401

        here = {"address": "127.0.0.1"}
        expected = [
            {"event": "user_registered", "user_id": anna.id} | here,
            {"event": "logged_in", "user_id": anna.id, "session_id": 1} | here,
            {"event": "user_registered", "user_id": boris.id} | here,
            {"event": "logged_in", "user_id": boris.id, "session_id": 2} | here,
            {"event": "member_removed", "chat_id": chat, "user_id": boris.id, "by": anna.id} | here,
            {"event": "chat_deleted", "chat_id": chat, "by": anna.id} | here,
            {"event": "logged_out", "user_id": anna.id, "session_id": 1} | here,
            {"event": "user_deleted", "user_id": boris.id, "session_id": 2} | here,
            {"event": "user_disabled", "user_id": anna.id},
            {"event": "login_refused", "user_id": anna.id, "reason": "disabled"} | here,
        ]
        assert server.stop() == 0
        around = ("server_started", "stopping", "stopped")
        assert [line for line in lines_of(server) if line["event"] not in around] == expected


def test_nothing_that_was_typed_is_in_it():
    """A password in the field of the e-mail is a classic."""
    with AsqServer(args=["--log-level", "debug"]) as server:
        anna = http_api.register(server.port, password="canary-password")
        for email, password in (
            ("canary-password", "canary-password"),
            ("canary@example.com", "canary-password"),
            (anna.email, "canary-password-2"),
        ):
            assert log_in(server.port, email, password) == 401
        wrong = {"email": "canary@example.com", "current_password": "canary-password-2"}
        assert anna.api.patch("/chat/me", wrong).status == 422
        change = {"email": "canary@example.com", "current_password": "canary-password"}
        assert anna.api.patch("/chat/me", change).status == 200
        assert server.stop() == 0
        assert len(lines_of(server, "login_refused")) >= 2
        assert len(lines_of(server, "password_refused", "user_email_changed")) == 2
        for typed in ("canary", anna.email, anna.token, anna.refresh_token):
            assert typed not in server.log()
