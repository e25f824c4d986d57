"""`backprop-lab explain`: what it prints, which file it writes, what it refuses."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from backprop_lab import explain, load_lab
from backprop_lab.explain import Explanation
from backprop_lab.lab import to_toml
from explained import HALVES, dom
from terminal import here, process, terminal

HALF = ",".join(map(str, HALVES))
MAGIC = {".txt": b"The handout", ".md": b"# The handout", ".tex": rb"\documentclass", ".html": b"<!doctype html>",
         ".json": b"{", ".pdf": b"%PDF-"}  # fmt: skip
COMMAND = [sys.executable, "-m", "backprop_lab", "explain"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of its own to be in, 80 columns wide."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def test_it_prints_the_explanation_of_the_start_that_is_named(capsys):
    assert here(capsys, "explain", "--seed", "5") == (0, explain(seed=5).text(80), "")
    assert here(capsys, "explain", "xor", "--seed", "5:2").out == explain("xor", seed=5, index=2).text(80)
    assert here(capsys, "explain", "--theta", HALF, "--exact").out == explain(theta=HALVES, exact=True).text(80)


def test_rate_method_start_and_point_are_taken(capsys):
    words = "--seed 3 --rate 0.5 --method momentum:0.5 --start normal:0:2 --point 2"
    made = explain(seed=3, rate=0.5, method="momentum:0.5", start="normal:0:2", point=2)
    assert here(capsys, "explain", *words.split()).out == made.text(80)
    assert here(capsys, "explain", "--seed", "3", "--point", "all").out == explain(seed=3, point="all").text(80)


def test_without_a_start_the_seed_that_was_drawn_is_told(capsys):
    out = here(capsys, "explain").out
    seed = re.search(r"Start: seed (\d+), index 0", out)[1]
    assert here(capsys, "explain", "--seed", seed).out == out


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "html", "json"])
def test_each_format_is_printed(form, capsys):
    made = explain(seed=5)
    wanted = made.text(80) if form == "text" else getattr(made, form)()
    assert here(capsys, "explain", "--seed", "5", "--format", form) == (0, wanted, "")


def test_json_is_a_format_of_its_own(capsys):
    told = here(capsys, "explain", "--seed", "5", "--json").out
    assert told == here(capsys, "explain", "--seed", "5", "--format", "json").out
    assert json.loads(told)["seed"] == 5


@pytest.mark.parametrize("ending", MAGIC)
def test_the_ending_of_the_file_chooses_the_format(ending, folder, capsys):
    if ending == ".pdf":
        pytest.importorskip("typst", reason="typst is not installed: make test does it")
    ended = here(capsys, "explain", "--seed", "5", "--out", f"sheet{ending}")
    assert ended == (0, f"sheet{ending}: handout explained, start 5\n", "")
    assert (folder / f"sheet{ending}").read_bytes().startswith(MAGIC[ending])
    assert [path.name for path in folder.iterdir()] == [f"sheet{ending}"]


def test_a_format_that_is_named_goes_before_the_ending(folder, capsys):
    assert here(capsys, "explain", "--seed", "5", "--out", "sheet.dat", "--format", "html").code == 0
    assert dom((folder / "sheet.dat").read_text("utf-8")).tag == "html"


def test_a_file_that_was_there_is_kept_and_that_is_said(folder, capsys):
    (folder / "sheet.md").write_text("mine")
    ended = here(capsys, "explain", "--seed", "5", "--out", "sheet.md")
    assert "The file that was there is now sheet.1.md\n" in ended.out
    assert (folder / "sheet.1.md").read_text() == "mine"
    assert here(capsys, "explain", "--seed", "5", "--out", "sheet.md").out.count("\n") == 1
    assert len(list(folder.iterdir())) == 2


def test_a_run_is_explained_from_its_start(folder, capsys):
    assert here(capsys, "run", "xor", "--seed", "4:1", "--rate", "0.25", "--quiet").code == 0
    told = json.loads(here(capsys, "explain", "out/run.json", "--json").out)
    assert (told["lab"], told["seed"], told["index"], told["rate"]) == ("xor", 4, 1, 0.25)
    assert json.loads(here(capsys, "explain", "out/run.json", "--seed", "9", "--json").out)["seed"] == 9
    assert here(capsys, "run", "--theta", HALF, "--quiet", "--steps", "1").code == 0
    assert json.loads(here(capsys, "explain", "out/run.json", "--json").out)["theta"] == HALVES


WRONG = {
    "explain nope": "a lab must be one of",
    "explain digits": "at most 200 parameters", "explain none.toml": "none.toml",
    "explain --point 3": "from 1 to 2, or all; got 3", "explain --point x": "--point must be a whole number",
    "explain --point -1": "--point must", "explain --point ²": "--point must", "explain --point 0": "got 0",
    "explain --format word": "invalid choice", "explain --json --format html": "not allowed with",
    "explain --out sheet.doc": "--out must end in .txt, .md, .tex, .html, .pdf, .json, or --format be given",
    "explain --out sheet": "--out must end in", "explain --out folder --format html": "got a folder",
    "explain --out none/sheet.md": "a folder that is not there", "explain --out folder/": "--out must end in",
    "explain xor --exact --seed 1": "rational numbers; got tanh in h1",
    "explain --theta 1,2": "theta must be 10 numbers",
    f"explain --theta {HALF} --seed 1": "a run must start at --theta or at --seed",
    "explain --seed x": "--seed must be",
    "explain --rate 0": "rate must", "explain --method sgd": "method", "explain --start gauss": "start",
    "explain --steps 3": "unrecognized arguments", "explain a b": "unrecognized arguments",
}  # fmt: skip


@pytest.mark.parametrize("words", WRONG, ids=lambda w: w[:40])
def test_wrong_use_ends_with_two_and_one_message_and_leaves_nothing(words, folder, capsys):
    (folder / "folder").mkdir()
    ended = here(capsys, *words.split())
    assert (ended.code, ended.out) == (2, "")
    last = ended.err.splitlines()[-1]
    assert last.startswith("backprop-lab")
    assert WRONG[words] in last
    assert [path.name for path in folder.iterdir()] == ["folder"]


def test_a_pdf_to_a_pipe_is_a_pdf_and_to_a_terminal_is_refused():
    pytest.importorskip("typst", reason="typst is not installed: make test does it")
    code, told = terminal([*COMMAND, "--seed", "5", "--format", "pdf"], stream="stderr")
    assert code == 0, told
    code, told = terminal([*COMMAND, "--seed", "5", "--format", "pdf"])
    assert code == 2
    assert "%PDF" not in told


def test_what_a_terminal_would_show_for_a_pdf_is_one_message(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    ended = here(capsys, "explain", "--seed", "5", "--format", "pdf")
    assert ended.code == 2
    assert ended.err == (
        "backprop-lab: a PDF must go to a file or a pipe; got a terminal. Name a file: --out explained.pdf.\n"
    )


def test_without_typst_a_pdf_names_the_extra_and_writes_nothing(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    ended = here(capsys, "explain", "--seed", "5", "--out", "sheet.pdf")
    assert ended.code == 2
    assert "typst, which comes with the extra course: pip install 'backprop-lab[course]'" in ended.err
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("letters", "told"),
    [("\u4e2d\u6587", "\u4e2d (U+4E2D), \u6587 (U+6587)"),
     ("\u4e00\u4e01\u4e03\u4e07\u4e08\u4e09", "\u4e07 (U+4E07) and 2 more")],
)  # fmt: skip
def test_letters_that_stand_as_boxes_in_a_pdf_are_told_in_one_line(letters, told, folder, capsys, monkeypatch):
    pytest.importorskip("typst", reason="typst is not installed: make test does it")
    (folder / "lab.toml").write_text(to_toml(replace(load_lab(), title=f"The lab {letters}")), "utf-8")
    monkeypatch.setattr(Explanation, "boxes", lambda made: letters)
    ended = here(capsys, "explain", "lab.toml", "--seed", "5", "--out", "sheet.pdf")
    assert ended.code == 0
    assert ended.err.startswith("backprop-lab: no font here has ")
    assert told in ended.err
    assert ended.err.endswith("Take --format html, or install a font that has them.\n")
    assert ended.err.count("\n") == 1
    assert here(capsys, "explain", "lab.toml", "--seed", "5", "--out", "sheet.html").err == ""


def test_long_work_shows_its_time_in_a_terminal_and_nothing_in_a_pipe(folder):
    pytest.importorskip("typst", reason="typst is not installed: make test does it")
    eager = "import backprop_lab.cli.progress as p, sys; p.PATIENCE = 0.0; from backprop_lab.cli import main; "
    words = ["explain", "--seed", "5", "--out", "sheet.pdf"]
    code, seen = terminal([sys.executable, "-c", eager + "sys.exit(main())", *words], stream="stderr", cwd=folder)
    assert code == 0
    assert "Setting it as a PDF" in seen
    assert re.search(r"0:00:0\d", seen)
    made = (folder / "sheet.pdf").read_bytes()
    assert process(*words, cwd=folder).err == ""
    assert (folder / "sheet.pdf").read_bytes() == made
    code, quiet = terminal([*COMMAND, "--seed", "5"], stream="stderr")
    assert (code, quiet) == (0, "")


def test_what_goes_wrong_while_the_time_is_shown_is_told_as_ever(folder):
    code, seen = terminal([*COMMAND, "--point", "3"], stream="stderr", cwd=folder)
    assert code == 2
    assert seen.replace("\r\n", "\n") == process("explain", "--point", "3").err


def test_ctrl_c_does_not_wait_for_what_is_not_python(folder):
    stuck = """
import os, signal, sys, threading, time
import backprop_lab.cli.explain as verb, backprop_lab.cli.progress as progress
from backprop_lab.cli import main
def slow(*arguments):
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    time.sleep(600)
verb._content, progress.PATIENCE = slow, 0.1
sys.exit(main())
"""
    words = ["explain", "--seed", "5", "--out", "sheet.txt"]
    code, seen = terminal([sys.executable, "-c", stuck, *words], stream="stderr", cwd=folder)
    assert code == 130
    assert "Setting it as text" in seen
    assert "stopped" in seen.splitlines()[-1]
    assert list(folder.iterdir()) == []


def test_text_is_plain_in_a_terminal_in_a_pipe_and_without_unicode():
    code, told = terminal([*COMMAND, "--seed", "5"], env={"COLUMNS": "80"})
    assert (code, told.replace("\r\n", "\n")) == (0, explain(seed=5).text(80))
    piped = process("explain", "--seed", "5", env={"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"})
    assert piped == (0, explain(seed=5).text(80), "")
    html = process("explain", "--seed", "5", "--format", "html", env={"PYTHONIOENCODING": "ascii"})
    assert html.out == explain(seed=5).html()


def test_explaining_loads_nothing_of_weight():
    import subprocess

    heavy = "matplotlib scipy rich plotille typst tomli_w PIL"
    code = "import sys; from backprop_lab.cli import main; main(['explain', '--seed', '5']); "
    code += f"print([n for n in {heavy.split()} if n in sys.modules], file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60, text=True)
    assert ended.stderr == "[]\n"


def test_the_excerpt_in_the_readme_is_what_it_prints():
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    excerpts = [e for e in re.findall(r"```text\n(.*?)```", readme, re.DOTALL) if "passes back" in e]
    assert len(excerpts) == 1
    assert excerpts[0] in explain(seed=5).text()
