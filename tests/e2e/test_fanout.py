"""1,000 sockets in one group, 10,000 messages from 10 senders over REST and sockets mixed, two
loops: each socket has all 10,000, once, in seq order.
"""
import multiprocessing
import os
import resource
import time

import asq_process
import fanout
import history
import http_api
import ws_raw

SOCKETS, SENDERS = 1000, 10
EACH = int(os.environ.get("ASQ_E2E_EACH", "1000"))  # messages per sender
TOTAL = SENDERS * EACH


def send_over_rest(port, token, chat, name):
    api = http_api.Api(port, token, keep=True)
    for index in range(EACH):
        response = api.post(
            "/chat/group-message",
            {"chat_id": chat, "text": f"{name}-{index}", "client_id": f"c-{index}"},
        )
        assert response.status == 201, response


def send_over_a_socket(port, token, chat, name):
    """At most 32 under way; the own echo comes back among everybody's messages."""
    with ws_raw.open_chat(port, chat, token, timeout=120) as ws:
        under_way = sent = 0
        while sent < EACH or under_way:
            while sent < EACH and under_way < 32:
                ws.send_json({"text": f"{name}-{sent}", "client_id": f"c-{sent}"})
                sent += 1
                under_way += 1
            if f'"{name}-' in ws.receive_text():
                under_way -= 1


def test_each_of_a_thousand_sockets_has_every_message_once_in_order():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    # How fast the machine is decides nothing: the receivers answer no ping, and no deadline ends them.
    patient = ["--ping-after", "1h", "--close-after", "1d", "--stalled-after", "1h"]
    with asq_process.AsqServer(args=["--loops", "2", *patient]) as server:
        people = [http_api.register(server.port, f"sender-{index}") for index in range(SENDERS)]
        chat = http_api.make_group(people[0], *people[1:])["id"]
        receivers = [
            fanout.Receiver(server.port, chat, people[index % SENDERS].token)
            for index in range(SOCKETS)
        ]
        for receiver in receivers[:: SOCKETS // 10]:
            receiver.keep_bytes()
        began = time.monotonic()
        senders = start_senders(server.port, people, chat)
        fanout.receive_all(receivers, TOTAL, lambda: any(one.is_alive() for one in senders))
        took = time.monotonic() - began
        print(
            f"{SOCKETS * TOTAL} deliveries in {took:.1f} s, {SOCKETS * TOTAL / took:,.0f} a second"
        )
        for sender in senders:
            sender.join()
            assert sender.exitcode == 0
        check(people, chat, receivers)
        assert server.stop() == 0


def start_senders(port, people, chat):
    context = multiprocessing.get_context("fork")
    senders = []
    for index, person in enumerate(people):
        work = send_over_rest if index % 2 else send_over_a_socket
        senders.append(context.Process(target=work, args=(port, person.token, chat, f"s{index}")))
        senders[-1].start()
    return senders


def check(people, chat, receivers):
    assert [receiver.fault for receiver in receivers if receiver.fault] == []
    assert {receiver.count for receiver in receivers} == {TOTAL}
    stored = history.whole(people[0].api, chat)
    history.assert_gapless(stored)
    texts = [message["text"] for message in stored]
    assert sorted(texts) == sorted(
        f"s{sender}-{index}" for sender in range(SENDERS) for index in range(EACH)
    )
    for sender in range(SENDERS):
        assert [text for text in texts if text.startswith(f"s{sender}-")] == [
            f"s{sender}-{i}" for i in range(EACH)
        ]
    for receiver in receivers:
        if receiver.received is not None:
            assert without_read(receiver.messages()) == without_read(stored)


def without_read(messages):
    """As delivered: `read` becomes true when another member sends."""
    return [{**message, "read": None} for message in messages]
