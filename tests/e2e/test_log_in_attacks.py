"""Guessing at passwords from many networks keeps nobody out (api.md, Limits). The addresses are
made up by a proxy that the server trusts.
"""
import concurrent.futures
import contextlib
import itertools
import threading

import http_api
import waiting
from asq_process import AsqServer
from http_api import Api, assert_problem

PROXY = ["--trusted-proxies", "127.0.0.1"]
SLOW = ["--password-threads", "1"]


def log_in(port, address, email, password="secret"):
    return Api(port).post(
        "/chat/token",
        form={"username": email, "password": password},
        headers={"X-Forwarded-For": address},
    )


def register(port, address, name):
    email = f"{http_api.unique(name)}@example.com"
    answer = Api(port).post(
        "/chat/register",
        {"username": name, "email": email, "password": "secret"},
        headers={"X-Forwarded-For": address},
    )
    assert answer.status == 201, answer
    return email


@contextlib.contextmanager
def flood(port, addresses, clients=80):
    """Wrong log-ins of many clients without a pause, each from the next of the addresses; gives
    what they were answered.
    """
    over = threading.Event()
    numbers = itertools.count()
    statuses = []

    def guess():
        while not over.is_set():
            number = next(numbers)
            email = f"nobody-{number}@example.com"
            statuses.append(log_in(port, addresses[number % len(addresses)], email).status)

    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        guessing = [pool.submit(guess) for _ in range(clients)]
        try:
            waiting.wait_for(lambda: 503 in statuses, what="the queue to be full")
            yield statuses
        finally:
            over.set()
        for each in guessing:
            each.result()


def test_many_small_networks_of_a_large_one_do_not_keep_others_out():
    with AsqServer(args=[*PROXY, *SLOW, "--limit-token", "0"], limits=None) as server:
        email = register(server.port, "192.0.2.1", "anna")
        addresses = [f"2001:db8:1:{number:x}::1" for number in range(256)]
        with flood(server.port, addresses):
            good = [
                log_in(server.port, address, email)
                for address in ("192.0.2.1", "198.51.100.7", "2001:db8:2::1", "203.0.113.9")
            ]
        assert [answer.status for answer in good] == [200] * 4


def test_whoever_logged_in_from_there_before_gets_in_past_any_number_of_networks():
    with AsqServer(args=[*PROXY, *SLOW, "--limit-token", "0"], limits=None) as server:
        email = register(server.port, "192.0.2.1", "anna")
        assert log_in(server.port, "192.0.2.1", email).status == 200
        addresses = [f"2001:db8:{number:x}::1" for number in range(1, 2000)]
        with flood(server.port, addresses):
            again = [log_in(server.port, "192.0.2.1", email) for _ in range(5)]
        assert [answer.status for answer in again] == [200] * 5


def test_150_addresses_guess_at_one_account_as_slowly_as_one():
    args = [*PROXY, "--limit-login", "1/1h burst 20"]
    with AsqServer(args=args, limits=None) as server:
        email = register(server.port, "192.0.2.1", "anna")
        assert log_in(server.port, "192.0.2.1", email).status == 200  # takes one
        unknown = "nobody@example.com"
        for target, most in ((email, 19), (unknown, 20)):
            answers = [
                log_in(server.port, f"198.51.{number}.1", target, "wrong!")
                for number in range(150)
            ]
            assert [answer.status for answer in answers] == [401] * most + [429] * (150 - most)
            problem = assert_problem(answers[-1], 429, "rate_limited")
            assert problem["retryable"] is True
            assert int(answers[-1].headers["Retry-After"]) >= 1
        assert log_in(server.port, "192.0.2.1", email.upper()).status == 200, "a known pair"
        assert log_in(server.port, "203.0.113.1", email).status == 429, "the right password, too"


def test_limits_off_lifts_the_bucket_of_an_email():
    with AsqServer(args=PROXY) as server:
        answers = [
            log_in(server.port, f"198.51.{number}.1", "nobody@example.com", "wrong!").status
            for number in range(40)
        ]
    assert answers == [401] * 40
