"""What anybody may know of the server, and its version on every answer."""
import re

import pytest
import raw_http
from asq_process import AsqServer
from http_api import Api, assert_problem


def test_the_facts_follow_the_settings():
    settings = {
        "ASQ_SERVER_NAME": "Kontor Süd",
        "ASQ_CONTACT": "room 12",
        "ASQ_REGISTRATION": "invited",
        "ASQ_PEOPLE": "known",
        "ASQ_MIN_PASSWORD": "9",
    }
    with AsqServer(env=settings) as server:
        facts = Api(server.port).get("/chat/server").json
    version = facts.pop("version")
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert facts == {
        "name": "Kontor Süd",
        "contact": "room 12",
        "registration": "invited",
        "password_min": 9,
        "text_max": 16384,
        "directory": False,
    }


def test_without_settings_there_is_a_name_and_no_contact(port):
    facts = Api(port).get("/chat/server").json
    assert facts["name"] == "ASQ Chat" and "contact" not in facts
    assert facts["registration"] == "open" and facts["directory"] is True


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_facts_are_only_read(port, method):
    assert_problem(Api(port).request(method, "/chat/server"), 405, "method_not_allowed")


def test_every_answer_has_the_version(port, anna, group):
    version = Api(port).get("/chat/server").json["version"]
    for api, method, target in (
        (anna.api, "GET", "/chat/me"),
        (Api(port), "GET", "/chat/me"),
        (Api(port), "GET", "/nowhere"),
        (Api(port), "OPTIONS", "/chat/me"),
        (Api(port), "GET", "/docs/guide"),
    ):
        assert api.request(method, target).headers["X-ASQ-Version"] == version, target
    (malformed,) = raw_http.converse(port, b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n")
    assert malformed.headers["x-asq-version"] == version


def test_a_page_of_another_site_can_read_the_version():
    friend = "https://friend.example"
    with AsqServer(args=["--allowed-origins", friend]) as server:
        answer = Api(server.port).get("/chat/server", headers={"Origin": friend})
    assert "X-ASQ-Version" in answer.headers["Access-Control-Expose-Headers"].split(", ")
