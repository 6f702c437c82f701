"""Every request of the reference document works as written there: taken from the document, sent
with curl.
"""
import json
import subprocess

import http_api
import pytest
import reference_document
import ws_raw

DOCUMENTED = [
    "POST /chat/register",
    "POST /chat/token",
    "POST /chat/chat",
    "POST /chat/find-chat",
    "GET /chat/history/1?limit=50&offset=0",
    "POST /chat/group",
    "POST /chat/group/add-user",
    "GET /chat/group-history/1?limit=50&offset=0",
    "POST /chat/group-message",
]


@pytest.fixture(scope="module")
def john(port):
    """What api.md asks for before the replay: john (1), dima (2), and the group of both (chat
    1).
    """
    return http_api.register(port, "john", "john@example.com")


@pytest.fixture(scope="module")
def dima(port, john):
    return http_api.register(port, "dima", "dima@example.com")


@pytest.fixture(scope="module")
def chat_1(john, dima):
    return http_api.make_group(john, dima, name="maks & co")


def curl(port, request, token):
    """(status, body) of the request, sent by curl as the document writes it."""
    command = [
        "curl",
        "-sS",
        "--max-time",
        "20",
        "-X",
        request.method,
        "-w",
        "\n%{http_code}",
        f"http://127.0.0.1:{port}{request.target}",
    ]
    for name, value in request.headers:
        command += ["-H", f"{name}: {value.replace('<token>', token)}"]
    if request.body is not None:
        command += ["--data-binary", "@-"]
    run = subprocess.run(
        command, input=request.body, capture_output=True, text=True, check=True, timeout=30
    )
    body, _, status = run.stdout.rpartition("\n")
    return int(status), body


def test_the_document_holds_the_nine_requests():
    found = [f"{request.method} {request.target}" for request in reference_document.requests()]
    assert found == DOCUMENTED


def test_the_set_up_gives_the_ids_of_the_document(john, dima, chat_1):
    assert (john.id, dima.id, chat_1["id"]) == (1, 2, 1)


@pytest.fixture(scope="module")
def answers(port, john, dima, chat_1):
    """The document's requests, each sent once in its order, with john's token."""
    return [
        (request, *curl(port, request, john.token)) for request in reference_document.requests()
    ]


@pytest.mark.parametrize("index", range(len(DOCUMENTED)), ids=DOCUMENTED)
def test_every_request_answers_2xx(answers, index):
    request, status, body = answers[index]
    assert 200 <= status < 300, (request, status, body)
    json.loads(body)


def test_the_answers_are_what_the_contract_says(answers):
    bodies = [json.loads(body) for _, _, body in answers]
    statuses = [status for _, status, _ in answers]
    assert statuses == [201, 200, 201, 200, 200, 201, 200, 200, 201]
    assert bodies[0]["username"] == "maks" and bodies[0]["id"] == 3
    assert bodies[1]["token_type"] == "bearer" and bodies[1]["user"]["id"] == 1
    assert (bodies[2]["id"], bodies[2]["type"], bodies[2]["name"]) == (2, "direct", "dima")
    assert bodies[3]["id"] == 1 and bodies[3]["name"] == "maks & co"
    assert bodies[4] == [] and bodies[7] == []
    assert (bodies[5]["id"], bodies[5]["name"], bodies[5]["participant_ids"]) == (
        3,
        "team chat",
        [1, 2],
    )
    assert bodies[6]["id"] == 1 and bodies[6]["participant_ids"] == [1, 2]
    assert (bodies[8]["seq"], bodies[8]["text"], bodies[8]["chat_id"]) == (1, "Hello group!", 1)


def test_the_socket_opens_and_delivers_the_documented_message_to_both(port, john, dima, answers):
    target = reference_document.socket_target()
    assert target == "/chat/ws/1?token=<access_token>"
    message = reference_document.socket_message()
    with ws_raw.RawWebSocket(
        port, target.replace("<access_token>", john.token)
    ) as johns, ws_raw.RawWebSocket(port, target.replace("<access_token>", dima.token)) as dimas:
        johns.send_text(message)
        for socket in (johns, dimas):
            delivered = socket.receive_json()
            assert delivered["text"] == "Hello!"
            assert (delivered["chat_id"], delivered["sender_id"], delivered["seq"]) == (1, 1, 2)


def test_both_histories_then_show_the_messages(port, john, dima, answers):
    for person in (john, dima):
        for route in ("history", "group-history"):
            page = person.api.get(f"/chat/{route}/1?limit=50&offset=0").json
            assert [message["text"] for message in page][:1] == ["Hello group!"]
            assert [message["seq"] for message in page] == list(range(1, len(page) + 1))
