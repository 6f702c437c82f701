"""The requests of docs/reference/asq-api.md, taken from the document itself."""
import dataclasses
import json
import pathlib
import re

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "reference" / "asq-api.md"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclasses.dataclass
class DocumentRequest:
    method: str
    target: str
    headers: list  # of (name, value), as written
    body: str | None

    @property
    def needs_token(self):
        return any("<token>" in value for _, value in self.headers)


def with_missing_comma(body):
    """The add-user body of the document lacks a comma; every other body is returned as it is."""
    try:
        json.loads(body)
        return body
    except ValueError:
        mended = re.sub(r'([\d"\]}])(\s*\n\s*")', r"\1,\2", body)
        json.loads(mended)
        return mended


def _parse(block):
    head, _, body = block.partition("\n\n")
    lines = head.strip().splitlines()
    method, target = lines[0].split()
    headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
    body = body.strip()
    if body.startswith("{"):
        body = with_missing_comma(body)
    return DocumentRequest(method, target, headers, body or None)


def requests():
    """Every request, in the document's order."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return [_parse(block) for language, block in _FENCE.findall(text) if language == "http"]


def socket_target():
    """The path and query of the document's WebSocket URL."""
    return re.search(
        r"^ws://[^/]+(/\S+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    ).group(1)


def socket_message():
    """The documented form of a socket's message, as text."""
    text = DOCUMENT.read_text(encoding="utf-8")
    blocks = [block for language, block in _FENCE.findall(text) if language == "json"]
    assert len(blocks) == 1, "the document shows one JSON message"
    return blocks[0].strip()
