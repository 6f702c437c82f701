"""The checkers of these tests, checked: each must fail on what it is there to find."""
import socket

import fanout
import history
import load
import pytest
import raw_http
import test_kill9
import ws_raw


def message(seq, **change):
    stamp = f"2026-11-23T08:15:30.{seq:06}Z"
    return {"id": seq + 100, "seq": seq, "timestamp": stamp, "text": f"m-{seq}", **change}


def test_a_gapless_history_passes():
    history.assert_gapless([message(seq) for seq in (1, 2, 3)])


@pytest.mark.parametrize(
    "messages",
    [
        [message(1), message(3)],
        [message(2), message(3)],
        [message(1), message(1)],
        [message(2), message(1)],
        [message(1), message(2, id=101)],
        [message(1, timestamp="2027-01-01T00:00:00.000000Z"), message(2)],
    ],
    ids=["hole", "start", "doubled", "order", "id", "clock"],
)
def test_a_history_with_a_fault_does_not(messages):
    with pytest.raises(AssertionError):
        history.assert_gapless(messages)


def operation(began, ended):
    return load.Operation(1, 1, "c", "t", began, ended, 1, 1)


def test_an_order_that_time_allows_passes():
    test_kill9.Chaos.check_order([operation(1, 5), operation(2, 3), operation(4, 6)])


def test_an_acknowledgement_before_a_smaller_seq_began_does_not():
    with pytest.raises(AssertionError):
        test_kill9.Chaos.check_order([operation(4, 6), operation(1, 3)])


def test_a_ledger_notes_a_retry_that_hears_another_message():
    ledger = load.Ledger()
    sent = load.Operation(7, 1, "c", "t")
    ledger.acknowledge(sent, {"seq": 1, "id": 1, "text": "t", "sender_id": 7})
    ledger.acknowledge(sent, {"seq": 1, "id": 1, "text": "t", "sender_id": 7})
    assert ledger.faults == []
    ledger.acknowledge(sent, {"seq": 2, "id": 2, "text": "t", "sender_id": 7})
    ledger.acknowledge(
        load.Operation(7, 1, "d", "t"), {"seq": 3, "id": 3, "text": "u", "sender_id": 7}
    )
    assert len(ledger.faults) == 2


def received(*seqs, pieces=7):
    """What a Receiver makes of these messages, read in pieces."""
    frames = b"".join(
        ws_raw.encode_frame(ws_raw.TEXT, '{"id":9,"seq":%d,"text":"x"}' % seq, mask=False)
        for seq in seqs
    )
    receiver = fanout.Receiver.__new__(fanout.Receiver)
    receiver.rest, receiver.count, receiver.received, receiver.fault = b"", 0, None, None
    receiver.socket = Chunks(
        [frames[at : at + pieces] for at in range(0, len(frames), pieces)] + [b""]
    )
    while receiver.take([b"%d" % seq for seq in range(1, 16)]):
        pass
    return receiver


class Chunks:
    """A socket that gives these chunks."""

    def __init__(self, chunks):
        self.chunks = iter(chunks)

    def recv(self, _):
        return next(self.chunks)


@pytest.mark.parametrize("pieces", [1, 7, 40, 1000])
def test_a_receiver_takes_what_is_in_order(pieces):
    receiver = received(*range(1, 16), pieces=pieces)
    assert (receiver.count, receiver.fault) == (15, None)


@pytest.mark.parametrize("pieces", [1, 7, 1000])
@pytest.mark.parametrize(
    "seqs",
    [(1, 3), (2,), (1, 1), (1, 2, 1), (1, 2)],
    ids=["hole", "start", "doubled", "back", "end"],
)
def test_a_receiver_notes_what_is_not(seqs, pieces):
    assert received(*seqs, pieces=pieces).fault


def test_the_reader_of_answers_keeps_two_apart():
    here, there = socket.socketpair()
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Request-Id: %s\r\n\r\nok"
    there.sendall(answer % b"a" + answer % b"b")
    there.close()
    assert [found.request_id for found in raw_http.Reader(here).all()] == ["a", "b"]
