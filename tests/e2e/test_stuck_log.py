"""A log that nobody reads: a stuck collector, `docker attach`, Ctrl-S. Nobody waits for it (P17)."""
import json
import re
import signal
import threading
import time

import http_api
import waiting
import ws_raw
from asq_process import AsqServer
from http_api import Api
from stuck_log import StuckLog

TALKATIVE = ["--log-requests", "on", "--log-level", "debug"]
MORE_THAN_FITS = 8000  # requests, each with a line of more than 130 bytes: 1 MiB waits at most


def dropped(server):
    metrics = Api(server.port).get("/metrics").body.decode()
    return int(re.search(r"^asq_log_lines_dropped_total (\d+)", metrics, re.MULTILINE)[1])


def ask_until_lines_are_dropped(server):
    api = Api(server.port, keep=True)
    for _ in range(MORE_THAN_FITS):
        assert api.get("/chat/none").status == 404
    api.close()
    waiting.wait_for(lambda: dropped(server) > 0, what="the metric of dropped lines")


def test_requests_and_writes_are_answered_and_it_stops_in_time():
    """SIGTERM was never carried out."""
    with StuckLog() as log, AsqServer(args=TALKATIVE, stderr=log.writer) as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        ask_until_lines_are_dropped(server)
        with ws_raw.open_chat(server.port, chat, anna.token) as ws:
            ws.send_json({"text": "hello"})
            assert ws.receive_json()["text"] == "hello"
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            assert ws.receive_close() == 1012
        assert server.process.wait(15) == 0
        assert time.monotonic() - began < 10


def test_what_was_dropped_is_counted_and_said_in_its_place():
    with StuckLog() as log, AsqServer(args=TALKATIVE, stderr=log.writer) as server:
        ask_until_lines_are_dropped(server)
        lines = []
        reading = threading.Thread(target=lambda: lines.extend(log.read_all()))
        reading.start()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) == 0
        reading.join(30)
    events = [json.loads(line) for line in lines]
    assert "server_started" in [event["event"] for event in events[:100]]
    assert events[-1]["event"] == "stopped"
    missing = sum(event["count"] for event in events if event["event"] == "log_lines_dropped")
    times = [event["time"] for event in events if event["event"] != "log_lines_dropped"]
    assert times == sorted(times)
    asked = [event for event in events if event.get("status") == 404]
    assert len(asked) < MORE_THAN_FITS <= len(asked) + missing < MORE_THAN_FITS + 200


def test_a_refused_start_ends_all_the_same(tmp_path):
    (tmp_path / "data").write_text("a file")
    with StuckLog() as log:
        server = AsqServer(data=tmp_path / "data", stderr=log.writer)
        server._launch(1)
        assert server.process.wait(10) == 1
        server.discard()


def test_a_refused_start_says_its_sentence(tmp_path):
    """The reader comes only after a while, but still in time."""
    (tmp_path / "data").write_text("a file")
    with StuckLog() as log:
        server = AsqServer(data=tmp_path / "data", stderr=log.writer)
        server._launch(1)
        lines = log.read_all()
        assert server.process.wait(10) == 1
        server.discard()
    assert len(lines) == 1 and lines[0].startswith("asq: the data directory")
