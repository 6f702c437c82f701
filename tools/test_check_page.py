"""tools/check_page: what it counts, and what it refuses."""
import pathlib
import random
import subprocess

import pytest

TOOL = pathlib.Path(__file__).resolve().parent / "check_page"
SCRIPT = "index-00000000.js"


def check(folder, html, files):
    (folder / "assets").mkdir()
    (folder / "index.html").write_text(html, encoding="utf-8")
    for name, text in files.items():
        (folder / "assets" / name).write_text(text, encoding="latin-1")
    return subprocess.run([TOOL, folder], capture_output=True, text=True, check=False)


def naming(*names):
    return "".join(f'<script type="module" src="./assets/{name}"></script>' for name in names)


def noise(length):
    return random.Random(length).randbytes(length).decode("latin-1")


def test_what_the_index_names_is_loaded_first_and_the_rest_later(tmp_path):
    run = check(tmp_path, naming(SCRIPT), {SCRIPT: "1", "settings-00000000.js": noise(200 * 1024)})
    assert run.returncode == 0, run.stderr
    assert "2 requests" in run.stdout and "later" in run.stdout and "settings-00000000.js" in run.stdout


def test_too_much_script_at_first_is_told(tmp_path):
    run = check(tmp_path, naming(SCRIPT), {SCRIPT: noise(101 * 1024)})
    assert run.returncode == 1 and "100.0 KiB are the most" in run.stderr


def test_too_many_requests_are_told(tmp_path):
    names = [f"part{number}-00000000.js" for number in range(12)]
    run = check(tmp_path, naming(*names), dict.fromkeys(names, "1"))
    assert run.returncode == 1 and "13 requests" in run.stderr


@pytest.mark.parametrize(
    "html, said",
    [
        ("<script>start()</script>", "an inline script"),
        ('<p style="color: red">', "an inline style"),
        ("<style>p {}</style>", "an inline style"),
        ('<body onload="start()">', "an inline handler"),
        ('<link href="/assets/x.css">', "not relative"),
        ('<script src="https://example.com/x.js"></script>', "not relative"),
    ],
)
def test_what_the_policy_or_a_proxy_would_break_is_told(tmp_path, html, said):
    run = check(tmp_path, naming(SCRIPT) + html, {SCRIPT: "1"})
    assert run.returncode == 1 and said in run.stderr


def test_a_page_without_a_script_is_none(tmp_path):
    run = check(tmp_path, "", {})
    assert run.returncode == 1 and "names no script" in run.stderr
