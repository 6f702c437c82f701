"""The page that people see: what its script shows at which address, and its files.

That its links lead somewhere is in test_documentation.py.
"""
import gzip
import json
import os
import re
import subprocess

import pytest
from asq_process import REPOSITORY, AsqServer
from http_api import Api, bad_fields, ok

# A document of so much as the script uses. argv: the script, the address below the server's root, the answers by path, the
# language, the words that the page's links name, what is typed into a form, and how often its button is pressed at once.
HARNESS = r"""
const [script, address, answers, language, named, typed, presses] = process.argv.slice(1);
class Node {
  constructor(tag) { Object.assign(this, {tag, parts: [], listeners: {}, disabled: false}); }
  append(...parts) { this.parts.push(...parts); }
  replaceChildren(...parts) { this.parts = parts; }
  addEventListener(event, listener) { this.listeners[event] = listener; }
  set textContent(text) { this.parts = [text]; }
  all() { return [this, ...this.parts.flatMap((part) => (part.all ? part.all() : []))]; }
  text() { return this.parts.map((part) => (part.text ? part.text() : part)).join("\n"); }
}
const {pathToFileURL} = require("node:url");
const turn = () => new Promise((resolve) => setImmediate(resolve));
const root = new URL("../", pathToFileURL(script));
const main = new Node("main");
const links = JSON.parse(named).map((word) => Object.assign(new Node("a"), {dataset: {word}}));
const asked = [];
let unanswered = 0;
globalThis.document = {
  documentElement: {}, createElement: (tag) => new Node(tag), querySelector: () => main, querySelectorAll: () => links,
};
Object.defineProperty(globalThis, "navigator", {value: {language}, configurable: true});
const [pathname, hash] = address.split("#");
globalThis.location = {pathname: root.pathname + pathname, hash: hash ? "#" + hash : ""};
globalThis.fetch = async (url, options) => {
  const path = url.href.slice(root.href.length);
  asked.push([path, options?.body ?? null]);
  unanswered += 1;
  await turn();
  unanswered -= 1;
  const found = JSON.parse(answers)[path];
  if (!found) throw new TypeError("unreachable");
  return {status: found[0], json: async () => { if (found[1] === null) throw new SyntaxError("no JSON"); return found[1]; }};
};
const settled = async () => { do { await turn(); } while (unanswered > 0); };
const find = (tag) => main.all().find((node) => node.tag === tag);
import(pathToFileURL(script)).then(async ({words}) => {
  await settled();
  if (find("form")) find("input").value = typed;
  for (let press = 0; press < Number(presses) && find("form") && !find("button").disabled; press += 1) {
    find("form").listeners.submit({preventDefault() {}});
  }
  await settled();
  const text = main.text().replaceAll(root.href, "ROOT/");
  const shapes = Object.entries(words).map(([of, said]) => [of, Object.entries(said).map(([key, word]) => [key, typeof word])]);
  console.log(JSON.stringify({
    title: document.title, text, asked, lang: document.documentElement.lang, words: Object.fromEntries(shapes),
    links: Object.fromEntries(links.map((link) => [link.dataset.word, link.text()])),
    ready: find("form") ? !find("button").disabled : null,
  }));
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


# What a proxy answers in place of the server.
NO_JSON = [502, None]


def named_words():
    html = (REPOSITORY / "web/page/index.html").read_text(encoding="utf-8")
    return re.findall(r'data-word="([^"]+)"', html)


@pytest.fixture
def shown(tmp_path):
    script = tmp_path / "assets" / "page.mjs"
    script.parent.mkdir()
    script.write_text((REPOSITORY / "web/page/page.js").read_text(encoding="utf-8"), encoding="utf-8")

    def show(address, answers, language="en-GB", typed="", presses=1):
        answers = {"chat/server": [200, SERVER], **answers}
        arguments = [str(script), address, json.dumps(answers), language, json.dumps(named_words()), typed]
        run = subprocess.run(
            ["node", "-e", HARNESS, *arguments, str(presses if typed else 0)],
            capture_output=True, text=True, check=True, timeout=60, env={**os.environ, "TZ": "UTC"},
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
    assert page["links"].keys() == set(named_words())
    assert all(said.endswith("(на английском)") for said in page["links"].values())


def test_both_languages_have_all_the_words(shown):
    page = shown("", {})
    assert page["words"]["en"] and dict(page["words"]["en"]) == dict(page["words"]["ru"])
    assert set(named_words()) <= dict(page["words"]["en"]).keys()


@pytest.mark.parametrize(
    "language, said",
    [
        ("en-GB", "until 1 December 2026 at 10:00"),
        ("en-US", "until December 1, 2026 at 10:00"),
        ("ru-RU", "до 1 декабря 2026"),
        ("de-DE", "until 1. Dezember 2026"),
    ],
)
def test_an_invitation_says_its_end_as_its_reader_writes_dates(shown, language, said):
    page = shown(f"i/{TOKEN}", {f"chat/invites/{TOKEN}": [200, GROUP]}, language)
    assert said in page["text"].replace("\u202f", " ")


@pytest.mark.parametrize("kind", ["group", "person"])
def test_the_page_shows_what_the_server_answers(shown, port, anna, group, kind):
    route = "/chat/invites" if kind == "person" else f"/chat/chats/{group['id']}/invites"
    invite = ok(anna.api.post(route, {}), 201)
    paths = ["chat/server", f"chat/invites/{invite['token']}"]
    answers = {path: [200, ok(Api(port).get(f"/{path}"))] for path in paths}
    page = shown(f"i/{invite['token']}", answers)
    who = "anna (@anna)"
    if kind == "group":
        assert f"{who} invites you to the group “group of two” (members: 2)." in page["text"]
    else:
        assert f"{who} would like to chat with you." in page["text"]
    assert "undefined" not in page["text"] and "null" not in page["text"]


def test_the_command_that_registers_does_nothing_before_it_is_filled_in(shown, port, anna):
    token = ok(anna.api.post("/chat/invites", {"max_uses": 1}), 201)["token"]
    answers = {path: [200, ok(Api(port).get(f"/{path}"))] for path in ("chat/server", f"chat/invites/{token}")}
    text = shown(f"i/{token}", answers)["text"]
    assert "a password of at least 6 characters" in text
    (body,) = re.findall(r"-d '(\{.*\})'", text)
    refused = Api(port).post("/chat/register", json.loads(body))
    assert bad_fields(refused) == ["email", "password", "username"]
    (invite,) = [own for own in ok(anna.api.get("/chat/invites"))["invites"] if own["token"] == token]
    assert invite["uses"] == 0


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
    leads_somewhere = "chat" not in change or "invited_by" not in change
    assert ("/accept" in page["text"]) == leads_somewhere


@pytest.mark.parametrize("status, title", [(404, "This invitation does not exist"), (410, "This invitation no longer works")])
def test_an_invitation_that_is_none_or_over(shown, status, title):
    page = shown(f"i/{TOKEN}", {f"chat/invites/{TOKEN}": [status, {}]})
    assert page["title"].startswith(title) and "curl" not in page["text"]


@pytest.mark.parametrize("token", ["';reboot;'", "a/b", "%27", ""])
def test_what_is_no_token_gets_into_no_command(shown, token):
    page = shown(f"i/{token}", {})
    assert page["asked"] == [] and "curl" not in page["text"]


UNFIT = [422, {"errors": [{"field": "password", "message": "This must have more."}]}]
NO_TOKEN = [422, {"errors": [{"field": "token", "message": "This is too long."}]}]
BUSY = [429, {"detail": "Too many requests; try again later."}]
FULL = [503, {"detail": "The queue is full."}]


@pytest.mark.parametrize(
    "answer, english, russian, ready",
    [
        ([204, None], "Your new password is set.", "Новый пароль сохранён.", None),
        ([404, {}], "This link does not exist.", "Такой ссылки нет.", None),
        ([410, {}], "This link no longer works.", "Ссылка больше не действует.", None),
        (NO_TOKEN, "This link does not exist.", "Такой ссылки нет.", None),
        (UNFIT, "It needs at least 9 characters", "Нужен пароль не короче 9 символов", True),
        (BUSY, "Too many requests; try again later.", "Слишком много запросов.", True),
        (FULL, "The queue is full.", "Сервер сейчас не может ответить.", True),
        (NO_JSON, "The server answered with error 502.", "Сервер ответил ошибкой 502.", True),
        (None, "The server does not answer", "Сервер не отвечает", True),
    ],
)
@pytest.mark.parametrize("language", ["en-GB", "ru-RU"])
def test_a_reset_link_sets_a_password(shown, answer, english, russian, ready, language):
    answers = {} if answer is None else {"chat/password": answer}
    page = shown(f"reset#{TOKEN}", answers, language, typed="a new secret")
    assert (english if language == "en-GB" else russian) in page["text"]
    assert page["ready"] is ready, "the form is there as long as it is of use"
    path, body = page["asked"][-1]
    assert path == "chat/password"
    assert json.loads(body) == {"token": TOKEN, "password": "a new secret"}


def test_a_double_click_uses_a_reset_link_once(shown):
    page = shown(f"reset#{TOKEN}", {"chat/password": [204, None]}, typed="a new secret", presses=2)
    assert [path for path, _ in page["asked"]] == ["chat/server", "chat/password"]
    assert "Your new password is set." in page["text"]


def test_a_reset_link_without_its_token_asks_nothing(shown):
    assert shown("reset", {})["asked"] == []


@pytest.mark.parametrize("answer", [None, [200, None]], ids=["silent", "broke-off"])
def test_a_server_that_does_not_answer_is_said_to(shown, answer):
    assert shown("", {"chat/server": answer})["title"] == "The server does not answer"


@pytest.mark.parametrize(
    "answer, english, russian",
    [
        (BUSY, "Too many requests; try again later.", "Слишком много запросов."),
        (FULL, "The queue is full.", "Сервер сейчас не может ответить."),
        (NO_JSON, "The server answered with error 502.", "Сервер ответил ошибкой 502."),
    ],
)
@pytest.mark.parametrize("path", ["chat/server", f"chat/invites/{TOKEN}"])
def test_a_refusal_says_why(shown, path, answer, english, russian):
    for language, title, said in (("en-GB", "This did not work", english), ("ru", "Не получилось", russian)):
        page = shown(f"i/{TOKEN}", {f"chat/invites/{TOKEN}": [200, GROUP], path: answer}, language)
        assert page["title"] == title and said in page["text"]
        assert "curl" not in page["text"]


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
