"""Strict HTTP/1.1 (RFC 9112): each probe with a follow-up request on its connection, which is
answered as itself or not at all; never a mix-up.
"""
import socket

import http_probes
import pytest
import raw_http
from http_probes import CLOSED, FOLLOW_UP, OPEN, get, post


def check(probe, answers):
    finals = [answer for answer in answers if answer.status >= 200]
    assert finals, "no answer at all"
    assert finals[0].status in probe.statuses, finals
    assert all(
        answer.request_id != "smuggled" for answer in finals
    ), "the hidden request was answered"
    assert finals[0].request_id, finals[0].headers
    rest = finals[1:]
    if probe.then == CLOSED:
        assert rest == [], "the connection went on"
    elif probe.then == OPEN:
        assert len(rest) == 1, "the follow-up was not answered"
    for answer in rest:
        assert (answer.status, answer.request_id) == (200, "follow-up")
    assert len(rest) <= 1


@pytest.mark.parametrize("probe", http_probes.ALL, ids=lambda probe: probe.name)
def test_with_the_follow_up_in_the_same_write(port, probe):
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        try:
            connection.sendall(probe.request + FOLLOW_UP)
        except OSError:
            pass  # refused and closed before everything was sent
        check(probe, read_all(raw_http.Reader(connection), probe))


@pytest.mark.parametrize("probe", http_probes.ALL, ids=lambda probe: probe.name)
def test_with_the_follow_up_after_the_answer(port, probe):
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        reader = raw_http.Reader(connection)
        try:
            connection.sendall(probe.request)
        except OSError:
            pass
        answers = [reader.response(probe.head)]
        while answers[-1] is not None and answers[-1].status < 200:
            answers.append(reader.response(probe.head))
        assert answers[-1] is not None, "closed without an answer"
        try:
            connection.sendall(FOLLOW_UP)
        except OSError:
            pass
        check(probe, answers + reader.all())


def read_all(reader, probe):
    """All answers; the first final one without a body if the probe is a HEAD."""
    answers = []
    while True:
        finals = [answer for answer in answers if answer.status >= 200]
        answer = reader.response(head_only=probe.head and not finals)
        if answer is None:
            return answers
        answers.append(answer)


def test_a_request_octet_by_octet_is_answered(port):
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in post("Content-Length: 2", "X-Request-Id: slow", body=b"{}"):
            connection.sendall(bytes([octet]))
        answer = raw_http.Reader(connection).response()
        assert (answer.status, answer.request_id) == (422, "slow")


def test_chunks_octet_by_octet_are_one_body(port):
    body = b"".join(http_probes.chunk(octet) for octet in (b"{", b"}")) + http_probes.LAST
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for octet in post(http_probes.CHUNKED, body=body):
            connection.sendall(bytes([octet]))
        assert raw_http.Reader(connection).response().status == 422


def test_a_chunk_of_endless_size_costs_nothing_and_ends_the_connection(port):
    endless = post(http_probes.CHUNKED, body=b"7fffffffffffffff\r\n" + http_probes.SMUGGLED)
    answers = raw_http.converse(port, endless, FOLLOW_UP, timeout=30)
    assert [answer.status for answer in answers] == [413]


def test_a_chunk_over_the_limit_is_refused_before_it_comes(port):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(post(http_probes.CHUNKED, body=b"1\r\n{\r\n100000\r\n"))
        assert raw_http.Reader(connection).response().status == 413


def test_pipelined_requests_are_answered_in_order(port):
    requests = b""
    for index in range(100):
        marker = f"X-Request-Id: n-{index}"
        requests += get(marker) if index % 3 else post(marker, "Content-Length: 2", body=b"{}")
    answers = raw_http.converse(port, requests, FOLLOW_UP)
    assert [answer.request_id for answer in answers] == [f"n-{index}" for index in range(100)] + [
        "follow-up"
    ]
    assert [answer.status for answer in answers[:-1]] == [
        200 if index % 3 else 422 for index in range(100)
    ]


def test_pipelined_behind_a_refused_one_nothing_is_answered(port):
    answers = raw_http.converse(
        port, get("X-Request-Id: first") + get("Host: y") + get("X-Request-Id: third")
    )
    assert [answer.status for answer in answers] == [200, 400]


def test_expect_continue_is_answered_before_the_body(port):
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        reader = raw_http.Reader(connection)
        connection.sendall(post("Expect: 100-continue", "Content-Length: 2"))
        assert reader.response().status == 100
        connection.sendall(b"{}")
        assert reader.response().status == 422


def test_expect_continue_of_a_body_that_is_not_wanted_is_refused_without_it(port):
    with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
        reader = raw_http.Reader(connection)
        connection.sendall(
            get(
                "Expect: 100-continue",
                f"Content-Length: {3 << 20}",
                "Content-Type: application/json",
                target="/chat/register",
                method="POST",
            )
        )
        assert reader.response().status == 413


def test_a_connection_that_ends_inside_a_request_harms_nobody(port):
    for cut in (b"GET", b"GET /healthz HTTP/1.1\r\nHo", post("Content-Length: 50", body=b"{")):
        with socket.create_connection(("127.0.0.1", port), timeout=15) as connection:
            connection.sendall(cut)
            connection.shutdown(socket.SHUT_WR)
            answers = raw_http.Reader(connection).all()
            assert all(answer.status in (400, 408) for answer in answers), answers
    assert raw_http.converse(port, FOLLOW_UP)[0].status == 200


def test_every_answer_has_a_date_and_no_server_version(port):
    answer = raw_http.converse(port, FOLLOW_UP)[0]
    assert answer.headers["date"].endswith("GMT")
    assert not any(character.isdigit() for character in answer.headers.get("server", ""))
