"""HTTP/1.1 byte by byte: requests no client library would send, and a strict reader of answers."""
import dataclasses
import json
import socket


@dataclasses.dataclass
class RawResponse:
    status: int
    headers: dict  # names in lower case
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def request_id(self):
        return self.headers.get("x-request-id")


class Reader:
    """Splits what a server sends into answers by their own framing."""

    def __init__(self, connection):
        self.connection = connection
        self.data = b""

    def _fill(self):
        try:
            chunk = self.connection.recv(65536)
        except ConnectionResetError:
            return False
        self.data += chunk
        return bool(chunk)

    def response(self, head_only=False):
        """The next answer, 1xx included; None at the end of the connection."""
        while b"\r\n\r\n" not in self.data:
            if not self._fill():
                assert not self.data, f"the connection ended inside a header: {self.data[:200]!r}"
                return None
        head, _, self.data = self.data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        assert lines[0].startswith("HTTP/1.1 "), lines[0]
        status = int(lines[0].split()[1])
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            assert name.lower() not in headers or name.lower() in (
                "set-cookie",
                "vary",
            ), f"doubled {name}"
            headers[name.lower()] = value.strip()
        if head_only or status < 200 or status in (204, 304):
            return RawResponse(status, headers, b"")
        return RawResponse(status, headers, self._body(headers))

    def _body(self, headers):
        assert headers.get("transfer-encoding") is None, "answers of this server name their length"
        length = int(headers["content-length"])
        while len(self.data) < length:
            assert self._fill(), "the connection ended inside a body"
        body, self.data = self.data[:length], self.data[length:]
        return body

    def all(self, head_only=False):
        """Every answer up to the end of the connection."""
        answers = []
        while (answer := self.response(head_only)) is not None:
            answers.append(answer)
        return answers


def converse(port, request, follow_up=b"", timeout=15, head_only=False):
    """Sends the bytes in one write and half-closes nothing: every answer until the server
    closes.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        try:
            connection.sendall(request + follow_up)
        except OSError:
            pass
        return Reader(connection).all(head_only)
