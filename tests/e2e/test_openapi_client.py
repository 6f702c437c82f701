"""A client whose types openapi-typescript makes from docs/openapi.json compiles under the strictest
rules, and holds a conversation through openapi-fetch (tests/openapi_client).
"""
import re
import subprocess

import pytest
from asq_process import REPOSITORY, AsqServer

SOURCE = REPOSITORY / "tests" / "openapi_client"
PROGRAM = REPOSITORY / "build" / "openapi-client" / "out" / "conversation.js"
# What says more of a type than the document does.
ASSERTIONS = {
    "any": r"\bany\b",
    "a cast": r"\bas\b",
    "an assertion that it is there": r"[\w)\]]!(?!=)",
    "an exception": r"@ts-(ignore|nocheck)",
}


def code_of(text):
    """Without comments, but for those that the compiler reads, and without what is in quotes."""
    text = re.sub(r"//(?! @ts-).*", "", text)
    return re.sub(r"\"[^\"\n]*\"|`[^`]*`|/\^.*?\$/", '""', text)


@pytest.mark.parametrize("kind", ASSERTIONS)
def test_the_client_knows_its_types_from_the_document_alone(kind):
    code = code_of((SOURCE / "conversation.ts").read_text(encoding="utf-8"))
    assert not re.search(ASSERTIONS[kind], code)


def test_a_generated_client_compiles_and_holds_a_conversation():
    built = subprocess.run([SOURCE / "build"], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    with AsqServer(limits=None) as server:
        address = f"http://127.0.0.1:{server.port}"
        talk = subprocess.run(["node", PROGRAM, address], capture_output=True, text=True, check=False)
        assert talk.returncode == 0, talk.stdout + talk.stderr
        assert "the conversation went as the document says" in talk.stdout
