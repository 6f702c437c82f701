"""tools/pack_page: what it packs under which name, what it refuses, and what it removes."""
import pathlib
import re
import subprocess

TOOL = pathlib.Path(__file__).resolve().parent / "pack_page"
SCRIPT, STYLE = "assets/index-D3xRq-0a.js", "assets/index-B_7-xyZ1.css"
INDEX = f'<link href="./{STYLE}"><script src="./{SCRIPT}"></script>'


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


def test_the_index_is_first_and_every_file_keeps_its_name(tmp_path):
    source, output = tmp_path / "source", tmp_path / "output"
    files = {SCRIPT: "1", STYLE: "a{}", "assets/later-00000000.js": "2", "worker.js": "3", "icons/a.svg": "4"}
    write(source, {"index.html": INDEX, **files})
    names, index = packed(source, output)
    assert names == ["index.html", *sorted(files)]
    assert index == INDEX


def test_a_file_gets_packed_where_that_is_smaller(tmp_path):
    source, output = tmp_path / "source", tmp_path / "output"
    write(source, {"index.html": "", "assets/long-00000000.js": "a" * 1000, "assets/short-00000000.js": "a"})
    packed(source, output)
    sizes = sorted(path.stat().st_size for path in output.glob("asq_page_*.bin"))
    assert len(sizes) == 4 and (sizes[0], sizes[-1]) == (1, 1000) and max(sizes[1:3]) < 50


def refused(tmp_path, files):
    write(tmp_path / "source", files)
    run = pack(tmp_path / "source", tmp_path / "output")
    assert run.returncode != 0 and not (tmp_path / "output").exists()
    return run.stderr


def test_a_file_that_the_index_names_and_that_is_not_there_is_told(tmp_path):
    assert SCRIPT in refused(tmp_path, {"index.html": INDEX, STYLE: "a{}"})


def test_a_name_without_a_hash_is_told_for_browsers_keep_it_for_good(tmp_path):
    assert "assets/icon.svg has no hash" in refused(tmp_path, {"index.html": "", "assets/icon.svg": "1"})


def test_only_its_own_files_are_removed(tmp_path):
    source, output = tmp_path / "source", tmp_path / "output"
    write(source, {"index.html": "", STYLE: "a{}"})
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
