"""The page that people see: what its script shows at which address, and its files.

That its links lead somewhere is in test_documentation.py.
"""
import gzip
import json
import re
import subprocess

import pytest
from asq_process import REPOSITORY, AsqServer
from http_api import Api

# A document of so much as the script uses. argv: the script, the address below the server's root, the answers by path, the
# language, and what is typed into a form.
HARNESS = r"""
const [script, address, answers, language, typed] = process.argv.slice(1);
class Node {
  constructor(tag) { Object.assign(this, {tag, parts: [], listeners: {}}); }
  append(...parts) { this.parts.push(...parts); }
  replaceChildren(...parts) { this.parts = parts; }
  addEventListener(event, listener) { this.listeners[event] = listener; }
  set textContent(text) { this.parts = [text]; }
  all() { return [this, ...this.parts.flatMap((part) => (part.all ? part.all() : []))]; }
  text() { return this.parts.map((part) => (part.text ? part.text() : part)).join("\n"); }
}
const {pathToFileURL} = require("node:url");
const root = new URL("../", pathToFileURL(script));
const main = new Node("main"), link = Object.assign(new Node("a"), {dataset: {word: "guide"}});
const asked = [];
globalThis.document = {
  documentElement: {}, createElement: (tag) => new Node(tag), querySelector: () => main, querySelectorAll: () => [link],
};
Object.defineProperty(globalThis, "navigator", {value: {language}, configurable: true});
const [pathname, hash] = address.split("#");
globalThis.location = {pathname: root.pathname + pathname, hash: hash ? "#" + hash : ""};
globalThis.fetch = async (url, options) => {
  const path = url.href.slice(root.href.length);
  asked.push([path, options?.body ?? null]);
  const found = JSON.parse(answers)[path];
  if (!found) throw new TypeError("unreachable");
  return {status: found[0], json: async () => found[1]};
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
import(pathToFileURL(script)).then(settled).then(async () => {
  const form = main.all().find((node) => node.tag === "form");
  if (typed && form) {
    form.all().find((node) => node.tag === "input").value = typed;
    form.listeners.submit({preventDefault() {}});
    await settled();
  }
  const text = main.text().replaceAll(root.href, "ROOT/");
  console.log(JSON.stringify({title: document.title, text, asked, link: link.text(), lang: document.documentElement.lang}));
});
"""
SERVER = {"name": "Nord", "registration": "invited", "password_min": 9, "version": "1"}
GROUP = {
    "chat": {"type": "group", "name": "team", "member_count": 3},
    "invited_by": {"username": "Anna", "handle": "anna"},
    "expires_at": "2026-12-01T10:00:00.000000Z",
    "registers": True,
}
TOKEN = "AAAAAAAB0123456789abcd"


@pytest.fixture
def shown(tmp_path):
    script = tmp_path / "assets" / "page.mjs"
    script.parent.mkdir()
    script.write_text((REPOSITORY / "web/page/page.js").read_text(encoding="utf-8"), encoding="utf-8")

    def show(address, answers, language="en-GB", typed=""):
        answers = {"chat/server": [200, SERVER], **answers}
        run = subprocess.run(
            ["node", "-e", HARNESS, str(script), address, json.dumps(answers), language, typed],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return json.loads(run.stdout)

    return show


@pytest.mark.parametrize("address", ["", "c/1", "c/1/2", "settings", "settings/x"])
def test_the_page_says_what_this_server_is(shown, address):
    page = shown(address, {"chat/server": [200, {**SERVER, "contact": "room 12"}]})
    assert page["title"] == "Nord" and page["lang"] == "en"
    assert "This is a chat server" in page["text"] and "you need an invitation" in page["text"]
    assert "Ask room 12." in page["text"]


def test_the_page_speaks_russian_to_who_reads_it(shown):
    page = shown("", {}, language="ru-RU")
    assert page["lang"] == "ru" and "Это сервер чата" in page["text"]
    assert page["link"].startswith("Руководство")


def test_an_invitation_says_who_invites_to_what_and_how_to_accept(shown):
    page = shown(f"i/{TOKEN}", {f"chat/invites/{TOKEN}": [200, GROUP]})
    assert page["title"] == "You are invited"
    assert "Anna (@anna) invites you to the group “team” (members: 3)." in page["text"]
    assert "ROOT/chat/register" in page["text"] and f'"invite":"{TOKEN}"' in page["text"]
    assert f"ROOT/chat/invites/{TOKEN}/accept" in page["text"]


@pytest.mark.parametrize(
    "change, said",
    [
        ({"chat": None}, "Anna (@anna) would like to chat with you."),
        ({"invited_by": None}, "You are invited to the group “team”"),
        ({"chat": None, "invited_by": None}, "You are invited to Nord."),
        ({"registers": False}, "You need an account to accept it."),
    ],
)
def test_an_invitation_of_each_kind(shown, change, said):
    page = shown(f"i/{TOKEN}", {f"chat/invites/{TOKEN}": [200, {**GROUP, **change}]})
    assert said in page["text"]
    assert ("chat/register" in page["text"]) == (change.get("registers") is not False)


@pytest.mark.parametrize("status, title", [(404, "There is no such"), (410, "This invitation is over")])
def test_an_invitation_that_is_none_or_over(shown, status, title):
    page = shown(f"i/{TOKEN}", {f"chat/invites/{TOKEN}": [status, {}]})
    assert page["title"].startswith(title) and "curl" not in page["text"]


@pytest.mark.parametrize("token", ["';reboot;'", "a/b", "%27", ""])
def test_what_is_no_token_gets_into_no_command(shown, token):
    page = shown(f"i/{token}", {})
    assert page["asked"] == [] and "curl" not in page["text"]


@pytest.mark.parametrize(
    "answer, said",
    [
        ([204, None], "Your new password is set."),
        ([404, {}], "There is no such link."),
        ([410, {}], "This link is over."),
        ([422, {"errors": [{"field": "password", "message": "This must have more."}]}], "This must have more."),
        ([429, {"detail": "Too many requests; try again later."}], "Too many requests"),
        (None, "The server does not answer"),
    ],
)
def test_a_reset_link_sets_a_password(shown, answer, said):
    answers = {} if answer is None else {"chat/password": answer}
    page = shown(f"reset#{TOKEN}", answers, typed="a new secret")
    assert said in page["text"]
    path, body = page["asked"][-1]
    assert path == "chat/password"
    assert json.loads(body) == {"token": TOKEN, "password": "a new secret"}


def test_a_reset_link_without_its_token_asks_nothing(shown):
    assert shown("reset", {})["asked"] == []


def test_a_server_that_does_not_answer_is_said_to(shown):
    assert shown("", {"chat/server": None})["title"] == "The server does not answer"


def assets_of(port):
    html = Api(port).get("/").body.decode()
    return re.findall(r'"\./(assets/[^"]+)"', html)


def test_the_files_of_the_page_come_packed_and_may_be_kept(port):
    assert len(assets_of(port)) == 2
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
