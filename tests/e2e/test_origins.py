"""Browsers of other sites: CORS, the sockets' Origin check, and proxies that are believed
(api.md).
"""
import json

import http_api
import pytest
import raw_http
import ws_raw
from asq_process import AsqServer
from http_api import Api

FRIEND = "https://friend.example"


@pytest.fixture(scope="module")
def server():
    with AsqServer(args=["--allowed-origins", f"{FRIEND},http://localhost:3000"]) as running:
        yield running


def test_an_allowed_origin_may_read_answers(port, anna):
    response = anna.api.get("/chat/me", headers={"Origin": FRIEND})
    assert response.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "Origin" in response.headers["Vary"]
    assert response.headers["Access-Control-Allow-Origin"] != "*"


def test_an_allowed_origin_reads_refusals_too(port):
    assert (
        Api(port).get("/chat/me", headers={"Origin": FRIEND}).headers["Access-Control-Allow-Origin"]
        == FRIEND
    )


def test_an_allowed_origin_reads_refusals_of_a_body_too_and_whose_they_are(port):
    """They had another request id and no CORS, and were counted for no route."""
    request = (
        "POST /chat/register HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: application/json\r\nX-Request-Id: my-own\r\n"
        f"Origin: {FRIEND}\r\n\r\nno chunk\r\n"
    )
    (answer,) = raw_http.converse(port, request.encode())
    assert (answer.status, answer.json["code"]) == (400, "bad_request")
    assert answer.request_id == answer.json["request_id"] == "my-own"
    assert answer.headers["access-control-allow-origin"] == FRIEND
    metrics = Api(port).get("/metrics").body.decode()
    counted = [line for line in metrics.splitlines() if 'route="/chat/register"' in line]
    assert [line for line in counted if "400" in line or "4xx" in line], counted


@pytest.mark.parametrize(
    "origin",
    [
        "https://foe.example",
        "https://friend.example.foe.example",
        "http://friend.example",
        "null",
        "https://friend.example:8443",
        "capacitor://friend.example",
    ],
)
def test_another_origin_hears_nothing_of_cors(port, anna, origin):
    response = anna.api.get("/chat/me", headers={"Origin": origin})
    assert response.headers["Access-Control-Allow-Origin"] is None


def test_a_preflight_names_methods_and_headers(port):
    response = Api(port).request(
        "OPTIONS",
        "/chat/group-message",
        headers={
            "Origin": FRIEND,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
        },
    )
    assert response.status == 204
    assert response.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    named = response.headers["Access-Control-Allow-Headers"].lower()
    assert all(name in named for name in ("authorization", "content-type", "idempotency-key"))


def test_a_preflight_may_ask_for_any_header(port):
    """The four that the server knew kept out every page with a tracer such as Sentry's."""
    response = Api(port).request(
        "OPTIONS",
        "/chat/group-message",
        headers={
            "Origin": FRIEND,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,baggage,content-type,sentry-trace",
        },
    )
    granted = response.headers["Access-Control-Allow-Headers"]
    assert granted == "authorization,baggage,content-type,sentry-trace"
    assert response.headers["Access-Control-Allow-Credentials"] is None
    vary = ", ".join(response.headers.get_all("Vary"))
    assert "Origin" in vary and "Access-Control-Request-Headers" in vary


def test_a_page_with_a_mistyped_path_or_method_can_read_what_is_wrong(port):
    """The preflight was 404, and browsers told the page that the network had failed."""
    for path, method, code in (
        ("/chat/mee", "GET", "route_not_found"),
        ("/chat/me", "PUT", "method_not_allowed"),
    ):
        asked = {"Origin": FRIEND, "Access-Control-Request-Method": method}
        preflight = Api(port).request("OPTIONS", path, headers=asked)
        assert preflight.status == 204
        assert preflight.headers["Access-Control-Allow-Origin"] == FRIEND
        assert method in preflight.headers["Access-Control-Allow-Methods"].split(", ")
        answer = Api(port).request(method, path, headers={"Origin": FRIEND})
        http_api.assert_problem(answer, 404 if path == "/chat/mee" else 405, code)
        assert answer.headers["Access-Control-Allow-Origin"] == FRIEND
    asked["Origin"] = "https://foe.example"
    assert Api(port).request("OPTIONS", "/chat/mee", headers=asked).status == 404


def test_a_socket_opens_for_allowed_origins_its_own_and_none(port, anna):
    chat = http_api.make_group(anna)["id"]
    for headers in ([("Origin", FRIEND)], [("Origin", f"http://127.0.0.1:{port}")], []):
        ws_raw.open_chat(port, chat, anna.token, headers).drop()


@pytest.mark.parametrize(
    "origin", ["https://foe.example", "null", "https://friend.example.foe.example"]
)
def test_a_socket_of_another_origin_is_403(port, anna, origin):
    chat = http_api.make_group(anna)["id"]
    with pytest.raises(ws_raw.Refused) as refused:
        ws_raw.open_chat(port, chat, anna.token, [("Origin", origin)])
    assert (refused.value.status, refused.value.json["code"]) == (403, "origin_not_allowed")


def test_a_star_allows_any_origin():
    with AsqServer(args=["--allowed-origins", "*"]) as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        for origin in (FRIEND, "https://foe.example", "null"):
            response = anna.api.get("/chat/me", headers={"Origin": origin})
            assert response.headers["Access-Control-Allow-Origin"] == origin
            ws_raw.open_chat(server.port, chat, anna.token, [("Origin", origin)]).drop()


def test_apps_files_and_default_ports_can_be_allowed_and_who_is_refused_is_logged_once():
    allowed = "capacitor://localhost, null, HTTPS://Chat.Example:443"
    with AsqServer(args=["--allowed-origins", allowed]) as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        for origin in ("capacitor://localhost", "null", "https://chat.example"):
            response = anna.api.get("/chat/me", headers={"Origin": origin})
            assert response.headers["Access-Control-Allow-Origin"] == origin
            ws_raw.open_chat(server.port, chat, anna.token, [("Origin", origin)]).drop()
        for _ in range(3):
            anna.api.get("/chat/me", headers={"Origin": "ionic://localhost"})
            with pytest.raises(ws_raw.Refused):
                ws_raw.open_chat(server.port, chat, anna.token, [("Origin", "ionic://localhost")])
        assert server.stop() == 0
        refused = [line for line in server.log().splitlines() if "origin_refused" in line]
        assert len(refused) == 1 and "ionic://localhost" in refused[0], refused


def test_without_a_list_any_origin_opens_a_socket():
    with AsqServer() as server:
        anna = http_api.register(server.port)
        chat = http_api.make_group(anna)["id"]
        ws_raw.open_chat(
            server.port, chat, anna.token, [("Origin", f"http://127.0.0.1:{server.port}")]
        ).drop()


def logins_until_limited(port, forwarded):
    for count in range(40):
        response = Api(port).post(
            "/chat/token",
            form={"username": "a@b.cd", "password": "wrong!"},
            headers={"X-Forwarded-For": forwarded(count)},
        )
        if response.status == 429:
            return count
    return 40


def test_a_trusted_proxy_names_the_client_address():
    limits = ["--limit-token", "3/1h", "--trusted-proxies", "127.0.0.0/8"]
    with AsqServer(args=limits, limits=None) as server:
        assert logins_until_limited(server.port, lambda count: "203.0.113.1") == 3
        assert logins_until_limited(server.port, lambda count: "203.0.113.2") == 3
        # Only the last hop is the proxy's own word; what stands before it the client may have made up.
        assert (
            logins_until_limited(server.port, lambda count: f"198.51.100.{count}, 203.0.113.3") == 3
        )


def test_a_proxy_that_is_not_trusted_is_not_believed():
    with AsqServer(args=["--limit-token", "3/1h"], limits=None) as server:
        assert logins_until_limited(server.port, lambda count: f"203.0.113.{count}") == 3


def ignored_addresses(server):
    lines = [json.loads(line) for line in server.log().splitlines()]
    return [line for line in lines if line["event"] == "forwarded_address_ignored"]


def test_a_proxy_that_is_not_trusted_is_named_in_the_log_once():
    """Its people shared one address, and nothing said why."""
    with AsqServer() as server:
        for count in range(30):
            forwarded = {"X-Forwarded-For": f"203.0.113.{count}"}
            assert Api(server.port).get("/healthz", headers=forwarded).status == 200
        assert server.stop() == 0
        (line,) = ignored_addresses(server)
        assert (line["level"], line["peer"]) == ("warning", "127.0.0.1")
        assert line["header"] == "X-Forwarded-For"
        assert "trusted_proxies" in line["cause"]
        assert "203.0.113" not in server.log()


def test_of_a_trusted_proxy_the_log_names_the_header_that_nobody_reads():
    with AsqServer(args=["--trusted-proxies", "127.0.0.1"]) as server:
        for header in ("X-Forwarded-For", "X-Real-IP", "X-Forwarded-For"):
            Api(server.port).get("/healthz", headers={header: "203.0.113.1"})
        assert server.stop() == 0
        (line,) = ignored_addresses(server)
        assert line["header"] == "X-Real-IP"
        assert "X-Forwarded-For" in line["cause"]
