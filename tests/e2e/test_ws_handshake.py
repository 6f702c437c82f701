"""RFC 6455 section 4: the opening handshake, and who may not open a socket."""
import base64
import os
import socket

import http_api
import pytest
import raw_http
import ws_raw


def handshake(port, path, **change):
    """One upgrade request with a field left out (None) or replaced; the raw answer."""
    fields = {
        "Host": f"127.0.0.1:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
    }
    fields.update({name.replace("_", "-"): value for name, value in change.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        return raw_http.Reader(connection).response()


@pytest.fixture
def path(anna, group):
    return ws_raw.chat_path(group["id"], anna.token)


def test_the_fields_are_compared_without_case_and_as_lists(port, path):
    answer = handshake(port, path, Upgrade="WebSocket", Connection="keep-alive, upgrade")
    assert answer.status == 101


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        base64.b64encode(b"x" * 15).decode(),
        base64.b64encode(b"x" * 17).decode(),
        "!" * 24,
        None,
    ],
    ids=["empty", "short", "15", "17", "no-base64", "missing"],
)
def test_a_key_that_is_not_16_bytes_is_400(port, path, key):
    assert handshake(port, path, Sec_WebSocket_Key=key).status == 400


@pytest.mark.parametrize("version", ["12", "14", "8", "x", "", None])
def test_another_version_is_426_and_names_13(port, path, version):
    answer = handshake(port, path, Sec_WebSocket_Version=version)
    assert answer.status in ((426,) if version else (400, 426))
    if answer.status == 426:
        assert answer.headers["sec-websocket-version"] == "13"


@pytest.mark.parametrize(
    "change",
    [{"Upgrade": None}, {"Connection": None}, {"Connection": "close"}, {"Upgrade": "h2c"}],
    ids=lambda change: str(change),
)
def test_a_request_that_asks_for_no_websocket_gets_none(port, path, change):
    answer = handshake(port, path, **change)
    assert answer.status in (400, 426), answer


def test_extensions_are_not_negotiated(port, path):
    with ws_raw.RawWebSocket(
        port, path, [("Sec-WebSocket-Extensions", "permessage-deflate")]
    ) as ws:
        assert "sec-websocket-extensions" not in ws.headers


def test_a_token_as_authorization_header(port, anna, group):
    with ws_raw.RawWebSocket(
        port, f"/chat/ws/{group['id']}", [("Authorization", f"Bearer {anna.token}")]
    ) as ws:
        ws.send_json({"text": "by header"})
        assert ws.receive_json()["text"] == "by header"
        assert "sec-websocket-protocol" not in ws.headers


@pytest.mark.parametrize("order", ["asq, bearer.{}", "bearer.{}, asq", "asq,bearer.{}"])
def test_a_token_as_subprotocol_is_answered_with_asq(port, anna, group, order):
    protocol = ("Sec-WebSocket-Protocol", order.format(anna.token))
    with ws_raw.RawWebSocket(port, f"/chat/ws/{group['id']}", [protocol]) as ws:
        assert ws.headers["sec-websocket-protocol"] == "asq"
        ws.send_json({"text": "by subprotocol"})
        assert ws.receive_json()["text"] == "by subprotocol"


def refusal(port, path, headers=()):
    with pytest.raises(ws_raw.Refused) as refused:
        ws_raw.RawWebSocket(port, path, headers)
    assert refused.value.headers["content-type"].startswith("application/problem+json")
    assert refused.value.json["request_id"] == refused.value.headers["x-request-id"]
    return refused.value.status, refused.value.json["code"]


@pytest.mark.parametrize("query", ["", "?token=", "?token=abc", "?token=a.b.c", "?other=1"])
def test_no_or_a_bad_token_is_401_before_the_upgrade(port, group, query):
    assert refusal(port, f"/chat/ws/{group['id']}{query}") == (401, "unauthenticated")


@pytest.mark.parametrize(
    "headers",
    [
        [("Authorization", "Bearer nonsense")],
        [("Authorization", "Basic YTpi")],
        [("Sec-WebSocket-Protocol", "asq, bearer.nonsense")],
        [("Sec-WebSocket-Protocol", "asq")],
    ],
)
def test_a_bad_token_in_a_header_is_401(port, group, headers):
    assert refusal(port, f"/chat/ws/{group['id']}", headers) == (401, "unauthenticated")


def test_a_chat_of_others_and_no_chat_are_the_same_404(port, stranger, group):
    for chat_id in (group["id"], 999999, 2**53 - 1):
        assert refusal(port, ws_raw.chat_path(chat_id, stranger.token)) == (404, "chat_not_found")


@pytest.mark.parametrize(
    "chat_id", ["0", "-1", "abc", "1.5", "9007199254740992", "99999999999999999999"]
)
def test_an_id_that_is_none_is_refused(port, anna, chat_id):
    assert refusal(port, ws_raw.chat_path(chat_id, anna.token)) == (422, "invalid")


def test_a_plain_get_of_the_socket_is_told_to_upgrade(port, anna, group):
    response = http_api.Api(port, anna.token).get(f"/chat/ws/{group['id']}")
    assert response.status == 426, response


def test_a_refused_handshake_leaves_the_connection_usable_or_closed(port, group):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        reader = raw_http.Reader(connection)
        connection.sendall(ws_raw.upgrade_request(f"/chat/ws/{group['id']}", "x"))
        assert reader.response().status == 401
        try:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        except OSError:
            return
        after = reader.response()
        assert after is None or after.status == 200
