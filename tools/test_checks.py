"""The checks find what they are for: each is run on a small tree with a seeded fault."""
import pathlib
import re
import subprocess

import pytest

TOOLS = pathlib.Path(__file__).resolve().parent


def tree(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def run(tool, *arguments):
    done = subprocess.run([TOOLS / tool, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("file, include, broken", [
    ("net/server.cpp", '"base/error.hpp"', False),
    ("api/http_api.cpp", '"chat/chats.hpp"', False),
    ("app/wiring.cpp", '"store/sqlite/open.hpp"', False),
    ("store/sqlite/open.cpp", '"store/sqlite/schema.hpp"', False),
    ("store/sqlite/database.cpp", "<sqlite3.h>", False),
    ("main.cpp", '"app/run.hpp"', False),
    ("base/error.cpp", '"model/ids.hpp"', True),         # upward
    ("net/server.cpp", '"store/store.hpp"', True),       # a neighbour
    ("chat/send_message.cpp", '"realtime/hub.hpp"', True),
    ("chat/send_message.cpp", '"net/loop.hpp"', True),
    ("api/http_api.cpp", '"store/store.hpp"', True),     # below, and still not allowed
    ("api/http_api.cpp", '"bus/bus.hpp"', True),
    ("realtime/hub.cpp", '"store/sqlite/open.hpp"', True),
    ("store/store.hpp", '"store/sqlite/open.hpp"', True),
    ("chat/chats.cpp", "<sqlite3.h>", True),
    ("chat/chats.cpp", "<boost/beast/http.hpp>", True),
    ("main.cpp", '"api/http_api.hpp"', True),
    ("api/http_api.cpp", '"api/routes/route_table.hpp"', False),
    ("api/routes/live.cpp", '"api/sockets/chat_socket.hpp"', False),
    ("api/http/exchange.hpp", '"api/contract/route.hpp"', False),
    ("api/http/exchange.hpp", '"api/services.hpp"', False),
    ("api/contract/openapi_test.cpp", '"api/routes/route_table.hpp"', False),
    ("api/contract/openapi.cpp", '"api/routes/route_table.hpp"', True),  # a room above
    ("api/contract/openapi.cpp", '"api/http/call.hpp"', True),
    ("api/contract/openapi.cpp", '"api/services.hpp"', True),
    ("api/http/exchange.cpp", '"api/sockets/person_socket.hpp"', True),
    ("api/sockets/person_socket.cpp", '"api/routes/route_table.hpp"', True),
    ("api/routes/system.cpp", '"api/http_api.hpp"', True),  # the front door
    ("api/pages/system.cpp", '"api/contract/route.hpp"', True),  # no room
    ("net/server.cpp", '"loop.hpp"', True),              # not named from src/
    ("helpers/stuff.cpp", '"base/error.hpp"', True),     # a folder without a rank
])
def test_an_include_may_only_go_downwards(tmp_path, file, include, broken):
    code, output = run("check_layers", "--source", tree(tmp_path, {file: f"#include {include}\n"}))
    assert code == (1 if broken else 0), output
    if broken:
        assert output.startswith(f"src/{file}:1: ")


@pytest.mark.parametrize("file, line, broken", [
    ("api/routes/messages.cpp", "Receipt receipt;", False),
    ("api/routes/messages.cpp", "store::Receipt receipt;", True),
    ("api/routes/messages.cpp", "// no store::Receipt", False),
    ("api/routes/messages_test.cpp", "store::Receipt receipt;", False),
    ("chat/send_message.cpp", "store::Receipt receipt;", False),
    ("store/sqlite/chats.cpp", 'auto row = database.statement("SELECT 1");', False),
    ("chat/chats.cpp", 'auto row = database.statement("SELECT 1");', True),
    ("chat/members.cpp", "if (!may(membership, Action::invite)) return;", False),
    ("store/sqlite/members.cpp", "if (!may(membership, Action::invite)) return;", True),
    ("store/sqlite/members.cpp", "return refusal(membership, Action::invite);", True),
    ("store/sqlite/members.cpp", "  if (ready && may_remove(actor, target)) return;", True),
    ("realtime/hub.cpp", "const bool shown = asq::may(membership, Action::read_history);", True),
    ("auth/password_hasher.cpp", "const Error refusal(ErrorCode::shutting_down);", False),
    ("api/sockets/json_input.hpp", "const std::optional<Error>& refusal() const { return refusal_; }", False),
    ("wire/json.cpp", "for (const auto& name : capabilities(membership)) {", False),
])
def test_some_words_belong_to_some_folders(tmp_path, file, line, broken):
    code, output = run("check_layers", "--source", tree(tmp_path, {file: line + "\n"}))
    assert code == (1 if broken else 0), output
    if broken:
        assert output.startswith(f"src/{file}:1: says ")


@pytest.mark.parametrize("lines, head, broken", [
    (500, "// words", False),
    (501, "// words", True),
    (501, "// over 500 lines: one table, read from top to bottom", False),
    (801, "// over 500 lines: one table", True),
])
def test_a_long_file_gives_its_reason(tmp_path, lines, head, broken):
    code, output = run("check_sizes", "--root", tree(tmp_path, {"src/base/a.cpp": head + "\n" * lines}))
    assert code == (1 if broken else 0), output


def function(name, lines):
    return f"int {name}(int a,\n    int b) {{\n" + "  a += b;\n" * (lines - 3) + "}\n\n"


def test_nine_of_ten_functions_fit_a_screen(tmp_path):
    short = "".join(function(f"short_{i}", 40) for i in range(9))
    tree(tmp_path, {"src/base/a.cpp": short + function("long_1", 41)})
    assert run("check_sizes", "--root", tmp_path) == (0, "")

    tree(tmp_path, {"src/base/b.cpp": function("long_2", 41)})
    code, output = run("check_sizes", "--root", tmp_path)
    assert (code, output) == (1, "only 9 of 11 C++ functions are at most 40 lines\n")


def test_functions_are_found_in_classes_and_with_initialisers(tmp_path):
    tree(tmp_path, {"src/base/a.cpp": """namespace asq {

struct Point {
  Point(int x) : x_(x) {}
  [[nodiscard]] int x() const {
    if (x_ > 0) {
      return 1;
    }
    return x_;
  }
  int x_ = 0;
};

Frame::Frame(std::string text)
    : text_(std::move(text)),
      size_(text_.size()) {
  check();
}

const std::array kRows = {
    row(1),
};

}  // namespace asq
"""})
    _, output = run("check_sizes", "--root", tmp_path, "--report")
    assert "3 functions" in output
    assert "6 src/base/a.cpp:5" in output
    assert "5 src/base/a.cpp:14" in output


CLIENT = """export class Outbox {
  private waiting: Entry[] = [];

  async send(chat: number, text: string): Promise<Receipt> {
    if (this.full) {
      throw new Full();
    }
    return await this.post(chat, text);
  }
}

export function keyOf(entry: Entry): string {
  return entry.id;
}
"""


def test_typescript_is_counted_by_itself_and_what_is_made_or_a_test_is_not(tmp_path):
    client = "web/packages/client/src/"
    tree(tmp_path, {client + "outbox.ts": CLIENT, client + "openapi.ts": "\n" * 3000,
                    client + "outbox.test.ts": function("long", 300)})
    code, output = run("check_sizes", "--root", tmp_path, "--report")
    assert code == 0 and "1 TypeScript files" in output and "2 functions" in output, output
    assert f"6 {client}outbox.ts:4" in output

    tree(tmp_path, {client + "long.ts": function("long", 41), client + "longer.ts": "\n" * 801})
    code, output = run("check_sizes", "--root", tmp_path)
    assert code == 1
    assert "only 2 of 3 TypeScript functions are at most 40 lines\n" in output
    assert f"{client}longer.ts: 801 lines" in output


@pytest.mark.parametrize("words, missing", [
    ("the [reference](api.md), and [the site](https://example.com/none)", None),
    ("the [reference](other.md)", "other.md"),
    ("`net/outbox` is bounded, says tests/e2e/test_slow.py; `GET /chat/me`, `$base/token`", None),
    ("`net/inbox` is bounded", "net/inbox"),
    ("shown by `test_fast.py`", "test_fast.py"),
    ("`fuzz/NAME_fuzz.cpp` is a target", None),
])
def test_what_a_document_names_is_there(tmp_path, words, missing):
    tree(tmp_path, {"docs/api.md": "", "src/net/outbox.hpp": "", "tests/e2e/test_slow.py": "", "docs/a.md": words + "\n"})
    code, output = run("check_docs", "--root", tmp_path)
    assert (code, output) == ((1, f"docs/a.md:1: {missing} does not exist\n") if missing else (0, ""))


def test_the_stops_that_a_source_names_are_there(tmp_path):
    tree(tmp_path, {
        "src/net/outbox.hpp": "//   before: net/frame.cpp      after: net/socket_io.cpp\n",
        "src/net/socket_io.cpp": "// not after net/frame.cpp\n",
        "web/packages/client/src/outbox.ts": "// before: web/packages/client/src/none.ts  after: net/socket_io.cpp\n",
        "web/node_modules/other/index.ts": "// before: net/frame.cpp\n",
    })
    assert run("check_docs", "--root", tmp_path) == (1, (
        "src/net/outbox.hpp:1: net/frame.cpp does not exist\n"
        "web/packages/client/src/outbox.ts:1: web/packages/client/src/none.ts does not exist\n"))


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A commit in which a.cpp includes mid.hpp, which includes low.hpp, and b.cpp includes nothing; it is the base."""
    monkeypatch.setenv("CI_BASE", "base")
    tree(tmp_path, {"src/net/a.cpp": '#include "net/mid.hpp"\n', "src/net/a_test.cpp": '#include "net/mid.hpp"\n',
                    "src/net/mid.hpp": '#pragma once\n#include "base/low.hpp"\n', "src/base/low.hpp": "#pragma once\n",
                    "src/net/b.cpp": "int b;\n", "docs/page.md": "words\n", ".clang-tidy": "Checks: '*'\n"})
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "base"], ["tag", "base"]):
        subprocess.run(["git", "-C", tmp_path, "-c", "user.name=a", "-c", "user.email=a@example.com", *command], check=True)
    return tmp_path


@pytest.mark.parametrize("name, to_read", [
    ("src/net/b.cpp", ["src/net/b.cpp"]),
    ("src/net/new.cpp", ["src/net/new.cpp"]),
    ("src/net/mid.hpp", ["src/net/a.cpp"]),
    ("src/base/low.hpp", ["src/net/a.cpp"]),  # by way of mid.hpp
    ("src/net/a_test.cpp", []),
    ("docs/page.md", []),
])
def test_what_a_change_reaches_is_linted(checkout, name, to_read):
    tree(checkout, {name: "// changed\n"})
    code, output = run("changed_files", "--root", checkout)
    assert (code, output.splitlines()) == (0, [name])
    code, output = run("changed_files", "--lint", "--root", checkout)
    assert (code, output.splitlines()) == (0, to_read)


def test_who_includes_a_header_that_is_gone_is_linted(checkout):
    (checkout / "src/net/mid.hpp").unlink()
    assert run("changed_files", "--lint", "--root", checkout) == (0, "src/net/a.cpp\n")


@pytest.mark.parametrize("name", [".clang-tidy", "cmake/compiler.cmake", "src/CMakeLists.txt", "script/bootstrap"])
def test_a_change_of_how_sources_are_read_has_all_of_them_linted(checkout, name):
    tree(checkout, {name: "# changed\n"})
    assert run("changed_files", "--lint", "--root", checkout) == (3, f"{name} has changed\n")


@pytest.mark.parametrize("base", ["base", "nowhere"])
def test_without_a_base_to_compare_with_nothing_is_left_out(checkout, monkeypatch, base):
    monkeypatch.setenv("CI_BASE", base)
    assert run("changed_files", "--root", checkout)[0] == 3
    monkeypatch.delenv("CI_BASE")
    assert run("changed_files", "--root", checkout)[0] == 3, "no branch to compare with, or this is it"


def test_the_seeded_defects_still_fit_the_sources():
    patch = TOOLS.parent / "tests" / "chaos" / "defects.patch"
    run = subprocess.run(["git", "-C", TOOLS.parent, "apply", "--check", patch], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


TEMPLATE = {"guide.html.in": "<main>\n<!-- guide -->\n</main>\n"}


def guide_of(root, text):
    """The page that tools/render_guide makes of this document, or what it says against it."""
    tree(root, TEMPLATE | {"api.md": text})
    code, output = run("render_guide", root / "api.md", root / "guide.html.in", root / "guide.html")
    assert (code == 0) == (root / "guide.html").exists()
    return output if code else (root / "guide.html").read_text(encoding="utf-8")


def test_the_guide_has_the_headings_that_its_links_lead_to(tmp_path):
    page = guide_of(tmp_path, "# The *API*\n\n### `PATCH /chat/{chat_id}/a-b`\n\n[one](#patch-chatchat_ida-b), [two](#same-1)\n"
                              "\n## Same\n\n## Same\n")
    assert page.startswith("<main>\n<h1 id=\"the-api\">The <em>API</em></h1>\n") and page.endswith("</main>\n")
    assert '<h3 id="patch-chatchat_ida-b">' in page
    assert '<h2 id="same">' in page and '<h2 id="same-1">' in page


def test_the_guide_links_to_where_the_server_shows_a_file(tmp_path):
    page = guide_of(tmp_path, "[a](openapi.json) [b](examples/resume.py) [c](https://example.com/?a=1&b=2)\n")
    assert re.findall(r'href="([^"]*)"', page) == ["../openapi.json", "resume.py", "https://example.com/?a=1&amp;b=2"]


def test_a_wide_table_of_the_guide_moves_by_itself(tmp_path):
    page = guide_of(tmp_path, "| a |\n|---|\n| `b` |\n\n<b>text</b> and `<c>`\n")
    assert re.search(r'<div class="scroll" tabindex="0"><table>.*</table></div>', page, re.DOTALL)
    assert "<b>" not in page and "&lt;c&gt;" in page


@pytest.mark.parametrize("link", ["#nowhere", "operations.md", "adr/0001.md#x", "../README.md", "/docs", "javascript:x"])
def test_a_link_that_is_dead_on_the_servers_page_fails(tmp_path, link):
    output = guide_of(tmp_path, f"# Here\n\n[well](#here) and [dead]({link})\n")
    assert output.count("leads nowhere") == 1 and (f" {link} " in output or link == "javascript:x")
