"""The guide's way from nothing to a conversation by a link goes as written, whoever may register and
whoever can be found.
"""
import pathlib
import re

import asq_process
import pytest
from asq_process import REPOSITORY, AsqServer
from terminal import Terminal, commands

GUIDE = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")


def blocks(port):
    """The blocks of that section, by what they are for."""
    section = re.split(r"^## .*\n", GUIDE[GUIDE.index("## Two people and a link") :], flags=re.MULTILINE)[1]
    names = "tools", "registers", "registers_by_operator", "link", "registers_by_link", "accepts", "talk"
    found = commands(section.replace("127.0.0.1:8000", f"127.0.0.1:{port}"))
    assert len(found) == len(names)
    return dict(zip(names, found))


@pytest.mark.parametrize("people", ["open", "known"])
@pytest.mark.parametrize("registration", ["open", "invited", "closed"])
def test_two_people_come_from_nothing_to_a_conversation_by_a_link(registration, people):
    args = ["--registration", registration, "--people", people]
    with AsqServer(args=args, limits=None) as server:
        programs = pathlib.Path(asq_process.binary()).parent
        with Terminal(server.home, programs, ASQ_DATA=str(server.data)) as terminal:
            play(terminal, blocks(server.port), registration)


def play(terminal, block, registration):
    assert terminal.run(block["tools"]) == []
    first = "registers" if registration == "open" else "registers_by_operator"
    (anna,) = terminal.run(block[first])
    assert (anna["id"], anna["username"]) == (1, "Anna"), anna
    (seen,) = terminal.run(block["link"])
    assert seen["chat"] is None and seen["invited_by"]["username"] == "Anna"
    assert seen["registers"] is (registration != "closed")
    if registration == "closed":
        maks, chat = terminal.run(block["accepts"])
        assert (chat["type"], chat["name"]) == ("direct", "Anna")
    else:
        (maks,) = terminal.run(block["registers_by_link"])
    assert (maks["id"], maks["username"]) == (2, "Макс")
    said, read = terminal.run(block["talk"])
    assert (said["seq"], said["sender_id"], said["text"]) == (1, 2, "Привет!")
    assert [message["id"] for message in read["messages"]] == [said["id"]]


@pytest.mark.parametrize("registration", ["invited", "closed"])
def test_without_a_link_nobody_registers_there(registration):
    with AsqServer(args=["--registration", registration], limits=None) as server:
        with Terminal(server.home) as terminal:
            block = blocks(server.port)
            (refused,) = terminal.run(block["tools"] + block["registers"])
            assert (refused["status"], refused["code"]) == (403, "registration_closed")
