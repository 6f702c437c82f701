"""Nobody waits for the slow, and the slow lose nothing (realtime.md, promise 4)."""
import threading

import asq_process
import http_api
import pytest
import ws_raw

MESSAGES = 20_000


@pytest.fixture(scope="module")
def server():
    with asq_process.AsqServer(args=["--loops", "2"]) as running:
        yield running


def flood(ws, count, text):
    """Sends `count` messages and reads the own echo of each; at most 256 are under way."""
    under_way = threading.Semaphore(256)

    def send():
        for index in range(count):
            under_way.acquire()
            ws.send_json({"text": f"{index}{text}"})

    sender = threading.Thread(target=send)
    sender.start()
    seqs = []
    for _ in range(count):
        seqs.append(ws.receive_json()["seq"])
        under_way.release()
    sender.join()
    return seqs


def test_a_reader_that_stops_is_caught_up_from_the_store_without_loss(server, anna, boris):
    chat = http_api.make_group(anna, boris)["id"]
    slow = ws_raw.open_chat(server.port, chat, boris.token, receive_buffer=8192, timeout=60)
    with ws_raw.open_chat(server.port, chat, anna.token, timeout=60) as fast:
        # 20,000 messages of half a kilobyte are ten times its outbox and what the kernel holds.
        assert flood(fast, MESSAGES, "x" * 400) == list(range(1, MESSAGES + 1))
        http_api.send(anna, chat, "the last one")
    for seq in range(1, MESSAGES + 1):
        message = slow.receive_json()
        assert message["seq"] == seq
        assert message["text"].startswith(f"{seq - 1}x")
    assert slow.receive_json()["text"] == "the last one"
    slow.drop()


def test_others_are_served_while_somebody_reads_nothing(server, anna, boris):
    chat = http_api.make_group(anna, boris)["id"]
    silent = [
        ws_raw.open_chat(server.port, chat, boris.token, receive_buffer=4096) for _ in range(5)
    ]
    with ws_raw.open_chat(server.port, chat, anna.token) as fast:
        assert flood(fast, 3000, "y" * 1000) == list(range(1, 3001))
    for ws in silent:
        ws.drop()
