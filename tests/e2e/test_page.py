"""The page that people see, as files: packed, kept, and nothing about an invitation in log or metrics.

What it shows and does is tried in a browser (web/packages/app/test/browser), that its links lead somewhere in
test_documentation.py.
"""
import gzip
import re

import pytest
from asq_process import AsqServer
from http_api import Api

TOKEN = "AAAAAAAB0123456789abcd"


def assets_of(port):
    html = Api(port).get("/").body.decode()
    return re.findall(r'"\./(assets/[^"]+)"', html)


def test_the_files_of_the_page_come_packed_and_may_be_kept(port):
    assert {name.rsplit(".", 1)[1] for name in assets_of(port)} == {"js", "css", "svg"}
    for name in assets_of(port):
        plain = Api(port).get(f"/{name}")
        packed = Api(port).get(f"/{name}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.body) == plain.body
        assert "immutable" in plain.headers["Cache-Control"]
        assert Api(port).request("HEAD", f"/{name}").headers["Content-Length"] == str(len(plain.body))


def test_no_invitation_reaches_the_log_or_a_metric():
    with AsqServer(args=["--log-requests", "on", "--log-level", "debug"]) as server:
        assert Api(server.port).get(f"/i/{TOKEN}").status == 200
        assert TOKEN not in Api(server.port).get("/metrics").body.decode()
        assert 'route="/i/{invite}"' in Api(server.port).get("/metrics").body.decode()
        assert TOKEN not in server.log()


@pytest.mark.parametrize("path", ["/", f"/i/{TOKEN}"])
def test_the_page_is_the_same_until_the_program_changes(port, path):
    first = Api(port).get(path)
    again = Api(port).get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
