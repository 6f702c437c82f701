"""The page's cookie: a browser stays logged in, and no other page gets anything of it (api.md, docs/adr/0017)."""
import sqlite3

import http_api
import pytest
from asq_process import AsqServer
from http_api import Api, assert_problem

REFRESH = {"grant_type": "refresh_token"}


class Browser:
    """One page of one origin, with a cookie jar as large as it needs. `below`: the path that a proxy
    strips, as the browser sees it."""

    def __init__(self, port, origin=None, host="127.0.0.1", below="", **headers):
        self.port = port
        self.path = f"{below}/chat/token"
        self.cookie = None
        self.cookie_path = "/chat/token"
        self.headers = {"Origin": origin or f"http://{host}:{port}", "Host": f"{host}:{port}", **headers}

    def at(self, port):
        """The same browser at a server that may listen on another port now."""
        moved = Browser(port)
        moved.cookie, moved.cookie_path = self.cookie, self.cookie_path
        return moved

    def ask(self, form):
        sent = self.cookie and (self.path + "/").startswith(self.cookie_path + "/")
        cookie = {"Cookie": self.cookie} if sent else {}
        answer = Api(self.port).post("/chat/token", form=form, headers={**self.headers, **cookie})
        self.keep(answer)
        return answer

    def log_in(self, person):
        return self.ask({"username": person.email, "password": person.password, "cookie": "true"})

    def refresh(self):
        return self.ask(REFRESH)

    def log_out(self, access):
        answer = Api(self.port, access).post("/chat/logout", headers=self.headers)
        self.keep(answer)
        return answer

    def keep(self, answer):
        self.set = answer.headers["Set-Cookie"]
        if self.set is not None:
            pair, *attributes = self.set.split("; ")
            (path,) = [text.removeprefix("Path=") for text in attributes if text.startswith("Path=")]
            self.cookie_path = path
            self.cookie = None if pair.endswith("=") else pair


def test_a_page_stays_logged_in_over_reloads_and_restarts_until_it_logs_out():
    with AsqServer() as server:
        anna = http_api.register(server.port, "anna")
        page = Browser(server.port)
        begun = page.log_in(anna)
        assert begun.status == 200 and "refresh_token" not in begun.json
        first = page.cookie
        assert page.refresh().json["user"]["id"] == anna.id
        assert page.cookie != first
        assert server.stop() == 0
        server.start()
        page = page.at(server.port)
        access = page.refresh().json["access_token"]
        assert Api(server.port, access).get("/chat/me").status == 200
        token = page.cookie.partition("=")[2]
        assert page.log_out(access).status == 204 and page.cookie is None
        page.cookie = first
        assert_problem(page.refresh(), 401, "unauthenticated")
        assert page.cookie is None, "and it is taken away again"
        assert token not in server.log()


@pytest.fixture
def page(port, anna):
    browser = Browser(port)
    assert browser.log_in(anna).status == 200
    return browser


def test_the_cookie_is_out_of_reach(page):
    name, *attributes = page.set.split("; ")
    assert name.startswith("asq_refresh_")
    assert attributes[0].startswith("Max-Age=")
    assert attributes[1:] == ["Path=/chat/token", "HttpOnly", "SameSite=Strict"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
        {"Origin": "OWN", "Sec-Fetch-Site": "same-site"},
    ],
    ids=["another-port", "no-port", "another-site", "no-origin-of-its-own", "none", "the-browser-says-so"],
)
def test_the_page_of_another_gets_nothing_and_takes_nothing_away(port, page, headers):
    headers = {**headers, "Cookie": page.cookie}
    if headers.get("Origin") == "OWN":
        headers["Origin"] = page.headers["Origin"]
    refused = Api(port).post("/chat/token", form=REFRESH, headers=headers)
    assert_problem(refused, 401, "unauthenticated")
    assert refused.headers["Set-Cookie"] is None
    assert page.refresh().status == 200


def test_the_page_of_another_can_log_nobody_in(port, anna):
    evil = Browser(port, origin="https://evil.example")
    assert_problem(evil.log_in(anna), 403, "origin_not_allowed")
    assert evil.set is None


def test_a_token_in_the_form_comes_first(anna, page):
    cookie = page.cookie
    form = {**REFRESH, "refresh_token": anna.refresh_token}
    assert "refresh_token" in page.ask(form).json and page.cookie == cookie
    assert_problem(page.ask({**REFRESH, "refresh_token": "x"}), 401, "unauthenticated")
    assert page.cookie == cookie
    assert page.refresh().status == 200


@pytest.mark.parametrize("value", ["1", "yes", "True"])
def test_what_is_neither_true_nor_false_is_422(port, anna, value):
    form = {"username": anna.email, "password": anna.password, "cookie": value}
    assert http_api.bad_fields(Api(port).post("/chat/token", form=form)) == ["cookie"]


def test_a_log_in_of_somebody_else_replaces_the_cookie(port, page, anna, boris):
    assert page.refresh().json["user"]["id"] == anna.id
    assert page.log_in(boris).status == 200
    assert page.refresh().json["user"]["id"] == boris.id


def test_an_expired_cookie_is_taken_away():
    with AsqServer() as server:
        page = Browser(server.port)
        page.log_in(http_api.register(server.port, "anna"))
        assert server.stop() == 0
        with sqlite3.connect(server.data / "asq.db") as database:
            database.execute("UPDATE sessions SET expires_at = 1")
        database.close()
        server.start()
        page = page.at(server.port)
        assert_problem(page.refresh(), 401, "unauthenticated")
        assert page.set and page.cookie is None


def test_the_cookie_of_another_server_of_this_host_is_none():
    with AsqServer() as one, AsqServer() as other:
        page = Browser(one.port)
        page.log_in(http_api.register(one.port, "anna"))
        there = Browser(other.port)
        there.cookie = page.cookie
        there.log_in(http_api.register(other.port, "anna"))
        assert there.cookie.partition("=")[0] != page.cookie.partition("=")[0]
        there.cookie = page.cookie
        assert_problem(there.refresh(), 401, "unauthenticated")
        assert there.set is None, "it is good where it belongs"


def test_the_cookie_is_secure_where_the_request_came_by_https():
    with AsqServer(args=["--trusted-proxies", "127.0.0.1"]) as server:
        anna = http_api.register(server.port, "anna")
        origin = f"https://127.0.0.1:{server.port}"
        secure = Browser(server.port, origin, **{"X-Forwarded-Proto": "https"})
        secure.log_in(anna)
        assert secure.set.endswith("; Secure")
        assert secure.refresh().status == 200 and secure.set.endswith("; Secure")
        plain = Browser(server.port, **{"X-Forwarded-Proto": "http"})
        plain.log_in(anna)
        assert "Secure" not in plain.set
        plain.headers["Origin"] = origin
        assert plain.refresh().status == 401


def test_behind_a_path_the_cookie_has_the_path_that_browsers_see():
    public = "https://example.com/chat-server"
    with AsqServer(args=["--public-url", public]) as server:
        anna = http_api.register(server.port, "anna")
        page = Browser(server.port, "https://example.com", below="/chat-server", Host="example.com")
        assert page.log_in(anna).status == 200
        assert "; Path=/chat-server/chat/token; " in page.set and page.set.endswith("; Secure")
        access = page.refresh().json["access_token"]
        assert page.log_out(access).status == 204 and page.cookie is None


def test_past_the_proxy_the_page_stays_logged_in_too():
    """It asks for /chat/token without the path that the proxy would strip."""
    with AsqServer(args=["--public-url", "https://example.com/chat-server"]) as server:
        inside = Browser(server.port)
        assert inside.log_in(http_api.register(server.port, "anna")).status == 200
        assert "; Path=/chat/token; " in inside.set and "Secure" not in inside.set
        access = inside.refresh().json["access_token"]
        assert inside.log_out(access).status == 204 and inside.cookie is None


def test_a_proxy_that_hides_https_shuts_the_page_out_unless_public_url_names_it():
    https = {"origin": "https://chat.example.com", "Host": "chat.example.com", "X-Forwarded-Proto": "http"}
    proxies = ["--trusted-proxies", "127.0.0.1"]
    with AsqServer(args=proxies) as server:
        page = Browser(server.port, **https)
        refused = page.log_in(http_api.register(server.port, "anna"))
        assert_problem(refused, 403, "origin_not_allowed")
    with AsqServer(args=[*proxies, "--public-url", "https://chat.example.com"]) as server:
        page = Browser(server.port, **https)
        assert page.log_in(http_api.register(server.port, "anna")).status == 200
        assert page.refresh().status == 200
