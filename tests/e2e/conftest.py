"""Fixtures of the end-to-end tests: real binary, real sockets."""
import collections
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import asq_process  # noqa: E402
import contract  # noqa: E402
import http_api  # noqa: E402

ask = http_api.Api.request
checked = collections.Counter()
MOST_CHECKED = 20  # of the answers of one operation and status in a file: it takes a millisecond


def ask_and_check(api, method, path, *args, **rest):
    response = ask(api, method, path, *args, **rest)
    kind = method, contract.committed().path_of(path), response.status
    checked[kind] += 1
    if checked[kind] <= MOST_CHECKED:
        contract.committed().check(method, path, response)
    return response


@pytest.fixture(scope="session", autouse=True)
def answers_are_as_the_document_says():
    """Whatever a test is about, what it is answered is in docs/openapi.json."""
    http_api.Api.request = ask_and_check
    yield
    http_api.Api.request = ask


@pytest.fixture(scope="module")
def server():
    """One server per test file, without rate limits."""
    with asq_process.AsqServer() as running:
        yield running
        assert running.running, f"the server died:\n{running.log()[-4000:]}"


@pytest.fixture(scope="module")
def port(server):
    return server.port


@pytest.fixture
def person(port):
    """Registers people: person("anna")."""
    return lambda name="anna", **rest: http_api.register(port, name, **rest)


@pytest.fixture
def pair(person):
    """Two people, and the id of a group of theirs."""
    a, b = person("a"), person("b")
    return a, b, http_api.make_group(a, b)["id"]


@pytest.fixture(scope="module")
def anna(port):
    return http_api.register(port, "anna")


@pytest.fixture(scope="module")
def boris(port):
    return http_api.register(port, "boris")


@pytest.fixture(scope="module")
def stranger(port):
    return http_api.register(port, "stranger")


@pytest.fixture(scope="module")
def group(anna, boris):
    """A group of anna and boris."""
    return http_api.make_group(anna, boris, name="group of two")


@pytest.fixture
def peer(port, anna):
    """A connection of the case's own, to a chat of its own: no case hears what another sent."""
    import ws_conformance

    chat = http_api.make_group(anna)["id"]
    with ws_conformance.Peer(port, chat, anna.token) as connection:
        yield connection
