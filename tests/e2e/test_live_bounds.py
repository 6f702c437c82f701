"""What one account may take of what is live: sockets, sessions, bytes sent to everybody (api.md)."""
import http_api
import person_client
import pytest
import ws_raw
from asq_process import AsqServer
from http_api import Api, assert_problem

LIKE = "%F0%9F%91%8D"


def start(*args):
    return AsqServer(args=list(args), limits=None)


def open_socket(port, person):
    return person_client.PersonClient(port, person.token)


def check_open(socket):
    socket.ask("unwatch", user_ids=[1])


def close_code(socket):
    with pytest.raises(person_client.Closed) as closed:
        while True:
            socket.take()
    return closed.value.code


# ---- sockets per account


def test_beyond_the_bound_the_oldest_socket_closes_over_all_loops_and_kinds():
    with start("--sockets-per-account", "4", "--loops", "2") as server:
        port = server.port
        anna, boris = http_api.register(port, "anna"), http_api.register(port, "boris")
        chat = http_api.make_group(anna, boris)["id"]
        first = ws_raw.open_chat(port, chat, anna.token)
        kept = [open_socket(port, anna) for _ in range(3)]
        other = open_socket(port, boris)
        for socket in kept:
            check_open(socket)
        newest = open_socket(port, anna)
        assert first.receive_close() == 4409
        for socket in [*kept, newest, other]:
            check_open(socket)
        one_more = open_socket(port, anna)
        assert close_code(kept[0]) == 4409
        for socket in [*kept[1:], newest, other, one_more]:
            check_open(socket)


@pytest.mark.parametrize(
    "args", [["--sockets-per-account", "0"], ["--sockets-per-account", "2", "--limits", "off"]]
)
def test_the_bound_can_be_off(args):
    with start(*args) as server:
        anna = http_api.register(server.port, "anna")
        sockets = [open_socket(server.port, anna) for _ in range(5)]
        for socket in sockets:
            check_open(socket)


# ---- sessions


def test_a_login_ends_the_oldest_session_without_a_socket():
    # The socket says nothing meanwhile, however slow the machine is with 200 passwords.
    patience = ["--ping-after", "30m", "--close-after", "1h"]
    with AsqServer(args=patience, limits="off") as server:
        port = server.port
        anna = http_api.register(port, "anna")
        chat = http_api.make_group(anna)["id"]
        working = open_socket(port, anna)
        idle = http_api.log_in(port, anna.email)["access_token"]
        for _ in range(198):
            http_api.log_in(port, anna.email)
        http_api.log_in(port, anna.email)  # the 201st
        working.ask("send", chat_id=chat, text="still here")
        assert http_api.ok(anna.api.get("/chat/me"))
        assert_problem(Api(port, idle).get("/chat/me"), 401, "unauthenticated")


# ---- what everybody hears


def test_what_many_sockets_hear_takes_more_of_the_limit():
    args = ["--send-bytes", "64KiB", "--limit-send", "1/1h burst 20", "--loops", "1"]
    with start(*args) as server:
        port = server.port
        anna = http_api.register(port, "anna")
        chat = http_api.make_group(anna)["id"]
        text = "x" * 4000
        http_api.send(anna, chat, text)
        sockets = [open_socket(port, anna) for _ in range(40)]
        for socket in sockets:
            check_open(socket)
        reaction = f"/chat/chats/{chat}/messages/1/reactions/{LIKE}"
        first = anna.api.put(reaction)
        assert first.status == 200
        assert int(first.headers["RateLimit-Remaining"]) <= 17
        answers = [first]
        while answers[-1].status == 200:
            ask = anna.api.delete if len(answers) % 2 else anna.api.put
            answers.append(ask(reaction))
        assert len(answers) < 12, "each took two or three"
        assert_problem(answers[-1], 429, "rate_limited")
        message = http_api.ok(anna.api.get(f"/chat/history/{chat}"))[0]
        stands = len(answers) % 2 == 0
        assert bool(message.get("reactions")) == stands, "the refused one is not stored"
