"""README.md and README.ru.md say the same, and their first conversation goes as written: each block
of commands in its terminal, on a server that nobody has used yet.
"""
import re

import pytest
from asq_process import REPOSITORY, AsqServer
from terminal import Terminal, commands

READMES = {language: (REPOSITORY / name).read_text(encoding="utf-8")
           for language, name in {"en": "README.md", "ru": "README.ru.md"}.items()}


def sections(language):
    """The sections in their order, without their headings."""
    return re.split(r"^## .*\n", READMES[language], flags=re.MULTILINE)


def settings(text):
    """The rows of a table of settings: the flag, and its default where that is a value."""
    return re.findall(r"^\| (`--\S+`) \| (?:(`\S+`)|[^`|]+) \|", text, flags=re.MULTILINE)


def places(text):
    """What is linked to or shown."""
    return [place for place in re.findall(r"\]\(([^)]+)\)", text) if not place.startswith("README")]


def test_both_languages_have_the_same_commands_settings_and_links():
    english, russian = sections("en"), sections("ru")
    assert len(english) == len(russian) > 5
    assert any(settings(section) for section in english), "the table of settings is found"
    for one, other in zip(english, russian):
        assert commands(one) == commands(other)
        assert settings(one) == settings(other)
        assert places(one) == places(other)
        assert one.count("\n\n") == other.count("\n\n"), "a paragraph is missing in one"


@pytest.fixture
def fresh():
    with AsqServer(limits=None) as running:
        yield running


@pytest.mark.parametrize("language", READMES)
def test_the_first_conversation_goes_as_written(fresh, language):
    text = next(part for part in sections(language) if "/register" in part)
    blocks = [block.replace("127.0.0.1:8000", f"127.0.0.1:{fresh.port}") for block in commands(text)]
    two_people, open_chat, listen, read, group, invite = blocks
    with Terminal(fresh.home) as anna, Terminal(fresh.home) as maks:
        assert [person["username"] for person in anna.run(two_people)] == ["Anna", "Макс"]
        assert [chat["id"] for chat in anna.run(open_chat)] == [1]

        maks.type(listen)
        maks.read_until("Connected")
        maks.type(re.search(r'`(\{"text":[^`]*\})`', text)[1] + "\n")
        maks.read_until('"seq":1,"sender_id":2,"text":"Привет!"')
        maks.type("\x04")
        assert maks.run("echo '[2]'\n") == [[2]], "the shell is back"

        history, found = anna.run(read)
        assert [message["text"] for message in history] == ["Привет!"]
        assert (found["id"], found["name"]) == (1, "Макс")
        team, first = anna.run(group)
        assert (team["id"], first["chat_id"], first["seq"]) == (2, 2, 1)
        again = anna.run(group.splitlines()[1] + "\n")
        assert [message["id"] for message in again] == [first["id"]]

        assert [person["username"] for person in anna.run(invite)] == ["Оля"]
        look = 'ask $base/chats/2 -H "Authorization: Bearer $anna"\n'
        assert [chat["participant_ids"] for chat in anna.run(look)] == [[1, 2, 3]]
