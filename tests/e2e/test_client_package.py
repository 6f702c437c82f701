"""The client library that the server offers: it can be installed, and is what the sources give."""
import hashlib
import io
import json
import pathlib
import shutil
import subprocess
import tarfile

from asq_process import REPOSITORY, binary
from http_api import Api, assert_problem

ADDRESS = "/sdk/asq-client.tgz"


def package(port):
    answer = Api(port).get(ADDRESS)
    assert answer.status == 200
    return answer


def run(*command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_is_one_file_at_one_address(port):
    answer = package(port)
    assert answer.headers["Content-Type"] == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    head = Api(port).request("HEAD", ADDRESS)
    assert (head.status, head.headers["Content-Length"]) == (200, str(len(answer.body)))
    assert Api(port).get(ADDRESS, headers={"If-None-Match": answer.headers["ETag"]}).status == 304
    for other in ("/sdk", "/sdk/", "/sdk/other.tgz", "/sdk/asq-client.tgz/", "/docs/asq-client.tgz"):
        assert_problem(Api(port).get(other), 404, "route_not_found")
    assert_problem(Api(port).request("PUT", ADDRESS), 405, "method_not_allowed")


def test_it_holds_the_library_in_the_servers_version_and_nothing_else(port):
    with tarfile.open(fileobj=io.BytesIO(package(port).body)) as archive:
        names = archive.getnames()
        manifest = json.load(archive.extractfile("package/package.json"))
    assert manifest["version"] == Api(port).get("/chat/server").json["version"]
    assert list(manifest["dependencies"]) == ["idb"]
    files = {name for name in names if not name.startswith("package/dist/")}
    assert files == {"package/package.json", "package/README.md", "package/LICENSE"}
    assert {"package/dist/index.js", "package/dist/index.d.ts"} <= set(names)
    assert not [name for name in names if ".test." in name or name.endswith(".map")]


def test_npm_installs_it_and_node_loads_it(port, tmp_path):
    (tmp_path / "asq-client.tgz").write_bytes(package(port).body)
    (tmp_path / "package.json").write_text("{}")
    run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "./asq-client.tgz",
        folder=tmp_path)
    script = "import('asq-client').then((library) => console.log(Object.keys(library).length > 0))"
    assert run("node", "--eval", script, folder=tmp_path) == "true\n"


# Other bytes would be another package to every lock file that has its hash.
def test_the_same_sources_give_the_same_bytes(port, tmp_path):
    place = tmp_path / "place"
    place.mkdir()
    modules = pathlib.Path(binary()).parent / "web" / "npm" / "node_modules"
    shutil.copytree(modules, place / "node_modules", symlinks=True)
    run(REPOSITORY / "tools" / "pack_client", place, folder=tmp_path)
    again = (place / "packages" / "client" / "asq-client.tgz").read_bytes()
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(package(port).body).hexdigest()
