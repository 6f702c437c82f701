"""tools/pack_page: what it packs under which name, and what it removes."""
import pathlib
import re
import subprocess

TOOL = pathlib.Path(__file__).resolve().parent / "pack_page"
INDEX = '<link href="./assets/page.css"><script src="./assets/parts/page.js"></script>'


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def pack(*arguments):
    return subprocess.run([TOOL, *arguments], capture_output=True, text=True, check=False)


def packed(source, output):
    """The names in the program, and the index."""
    run = pack(source, output)
    assert run.returncode == 0, run.stderr
    names = re.findall(r'^ +\{"([^"]+)", ', (output / "page.cpp").read_text(), re.MULTILINE)
    return names, (output / "asq_page_0.bin").read_text()


def test_what_the_index_names_has_a_hash_and_the_rest_keeps_its_path(tmp_path):
    source, output = tmp_path / "source", tmp_path / "output"
    write(source, {"index.html": INDEX, "page.css": "a{}", "parts/page.js": "1", "worker.js": "2", "icons/a.svg": "3"})
    names, index = packed(source, output)
    assert names[0] == "index.html" and {"worker.js", "icons/a.svg"} <= set(names)
    hashed = sorted(name for name in names if name.startswith("assets/"))
    assert [re.sub("-[0-9a-f]{12}", "", name) for name in hashed] == ["assets/page.css", "assets/parts/page.js"]
    assert re.findall(r'"\./([^"]+)"', index) == hashed


def test_another_text_gets_another_name(tmp_path):
    source, output = tmp_path / "source", tmp_path / "output"
    write(source, {"index.html": INDEX, "page.css": "a{}", "parts/page.js": "1"})
    before, _ = packed(source, output)
    write(source, {"page.css": "b{}"})
    after, _ = packed(source, output)
    assert len(set(before) & set(after)) == 2 and len(after) == 3


def test_a_file_that_the_index_names_and_that_is_not_there_is_told(tmp_path):
    write(tmp_path / "source", {"index.html": INDEX, "page.css": "a{}"})
    run = pack(tmp_path / "source", tmp_path / "output")
    assert run.returncode != 0 and "./assets/parts/page.js" in run.stderr
    assert not (tmp_path / "output").exists()


def test_only_its_own_files_are_removed(tmp_path):
    source, output = tmp_path / "source", tmp_path / "output"
    write(source, {"index.html": "", "page.css": "a{}"})
    write(output, {"asq_page_99.bin": "", "page.cpp": "", "notes.txt": "mine", "sources/main.cpp": "mine"})
    packed(source, output)
    assert not (output / "asq_page_99.bin").exists()
    assert (output / "notes.txt").read_text() == (output / "sources/main.cpp").read_text() == "mine"


def test_without_exactly_two_arguments_it_says_how_to_call_it(tmp_path):
    write(tmp_path, {"asq_page_0.bin": "mine"})
    for arguments in ([], [tmp_path], [tmp_path, tmp_path, tmp_path]):
        run = pack(*arguments)
        assert (run.returncode, run.stderr) == (2, "usage: tools/pack_page SOURCE OUTPUT\n")
    assert (tmp_path / "asq_page_0.bin").read_text() == "mine"
