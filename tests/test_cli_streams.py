"""Where the command line writes to: terminals with and without colour, pipes that close, Ctrl-C, missing libraries."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backprop_lab.cli import labs
from terminal import ENVIRONMENT, MODULE, here, process, terminal

ESCAPE = "\x1b["
RUN = ("run", "--seed", "3", "--steps", "5", "--out", "none")
EAGER = (
    "import backprop_lab.cli.progress as p, sys; p.PATIENCE = -1; from backprop_lab.cli import main; sys.exit(main())"
)
STOPPED = """
import os, signal, sys, threading
from backprop_lab.cli import main
for seconds in (0.3, 10.3):  # a second time, should the first fall into a moment of Python's own that swallows it
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.daemon = True
    timer.start()
sys.exit(main())
"""
SCRIPT = str(Path(sys.executable).with_name("backprop-lab"))
PYTHON = MODULE[:-2]
PROGRAMS = {"-m NAME": MODULE, "-mNAME": [*PYTHON, "-mbackprop_lab"], "script": [SCRIPT]}
INTERRUPTED = "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(30)"
"""What NumPy does where Ctrl-C comes while it is imported."""
IMPATIENT = f"""
import os, signal, sys
class Stream:
    def write(self, text):
        os.kill(os.getpid(), signal.SIGINT)
        os.write(2, text.encode())
    flush = lambda self: None
sys.stderr = Stream()
{INTERRUPTED}
"""
"""Where a second one comes while the first is being told."""
HOOK = "import sys; sys.excepthook = lambda kind, error, at: print(f'seen: {error}')"
HOST = "import sys; assert sys.argv[0] == '-m'; import backprop_lab; print(sys.excepthook is sys.__excepthook__)"


def importing(folder, program, numpy, *words, **more):
    """What a program does in whose place of NumPy this is imported."""
    (folder / "numpy.py").write_text(numpy)
    environment = ENVIRONMENT | {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "timeout": 60} | more
    return subprocess.run([*program, *words], env=environment, check=False, **told)


@pytest.mark.parametrize("numpy", [INTERRUPTED, IMPATIENT], ids=["once", "twice"])
@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_ctrl_c_while_the_program_is_imported_is_told_in_a_word(program, numpy, tmp_path):
    ended = importing(tmp_path, program, numpy, "labs")
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "stopped\n")


def test_ctrl_c_while_the_program_is_imported_ends_it_where_standard_error_is_closed(tmp_path):
    ended = importing(tmp_path, MODULE, INTERRUPTED, "labs", preexec_fn=lambda: os.close(2))
    assert (ended.returncode, ended.stdout) == (130, "")


def test_what_else_goes_wrong_while_the_program_is_imported_is_told_as_by_python(tmp_path):
    ended = importing(tmp_path, MODULE, "raise RuntimeError('no numbers')", "labs")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Traceback (most recent call last):")
    assert ended.stderr.endswith("RuntimeError: no numbers\n")


def test_what_else_goes_wrong_is_told_by_the_hook_that_was_there(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    ended = importing(tmp_path, MODULE, "raise RuntimeError('no numbers')", "labs")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "seen: no numbers\n", "")


def test_other_programs_keep_pythons_way_with_what_goes_wrong():
    assert sys.excepthook.__module__ != "backprop_lab.interrupt"
    asked = "import backprop_lab, sys; print(sys.excepthook is sys.__excepthook__)"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60).stdout == "True\n"


@pytest.mark.parametrize("words", [["-m", "host.tool"], ["-mhost.tool", "backprop_lab"], ["-m", "host.tool", "-m"]])
def test_a_module_whose_package_imports_it_keeps_pythons_way_with_what_goes_wrong(words, tmp_path):
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "__init__.py").write_text(HOST)
    (tmp_path / "host" / "tool.py").write_text("")
    ended = subprocess.run([*PYTHON, *words], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stdout, ended.stderr) == ("True\n", "")


def test_a_pipe_gets_no_escape_codes(tmp_path):
    ended = process(*RUN, cwd=tmp_path)
    assert ended.code == 0
    assert ESCAPE not in ended.out + ended.err
    assert process(*RUN, cwd=tmp_path, env={"TERM": "xterm-256color"}).out == ended.out


def test_a_terminal_gets_colour_and_no_color_takes_it_away(tmp_path):
    code, told = terminal([*MODULE, *RUN], cwd=tmp_path)
    assert code == 0
    assert re.search(r"\x1b\[[\d;]*3\dm", told)
    code, plain = terminal([*MODULE, *RUN], cwd=tmp_path, env={"NO_COLOR": "1"})
    assert code == 0
    assert not re.search(r"\x1b\[[\d;]*[34]\d", plain)
    assert not re.search(r"\x1b\[[\d;]*[34]\d", terminal([*MODULE, *RUN], cwd=tmp_path, env={"TERM": "dumb"})[1])


@pytest.mark.parametrize("columns", ["20", "200"])
def test_a_terminal_of_any_width_is_kept_to(columns, tmp_path):
    code, told = terminal([*MODULE, *RUN], cwd=tmp_path, env={"COLUMNS": columns, "NO_COLOR": "1"})
    assert code == 0
    assert "Part 3" in told


def test_json_is_the_same_in_a_terminal(tmp_path):
    code, told = terminal([*MODULE, *RUN, "--json"], cwd=tmp_path)
    assert code == 0
    assert json.loads(told) == json.loads(process(*RUN, "--json", cwd=tmp_path).out)


@pytest.mark.parametrize(("words", "coding"), [(RUN, "ascii"), (RUN, "latin-1"), (("run", "--help"), "ascii")])
def test_a_terminal_without_unicode_gets_what_it_can_show(words, coding, tmp_path):
    ended = process(*words, cwd=tmp_path, env={"PYTHONIOENCODING": coding, "LC_ALL": "C", "PYTHONUTF8": "0"})
    assert (ended.code, ended.err) == (0, "")
    assert ended.out


@pytest.mark.parametrize(
    "words", [RUN, (*RUN, "--json"), ("labs",), ("labs", "--json"), ("run", "--help"), ("--version",)]
)
def test_a_reader_that_has_seen_enough_is_no_error(words, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    ended = process(*words, cwd=tmp_path, stdout=writing)
    os.close(writing)
    assert ended.err == ""
    assert ended.code == 0


@pytest.mark.parametrize("words", [RUN, (*RUN, "--json")])
def test_a_disk_that_is_full_is_told_in_one_line(words, tmp_path):
    with open("/dev/full", "wb") as full:
        ended = process(*words, cwd=tmp_path, stdout=full)
    assert ended.code != 0
    assert "Traceback" not in ended.err
    assert "Exception ignored" not in ended.err


@pytest.mark.parametrize(
    ("words", "closed"), [(RUN, 1), ((*RUN, "--json"), 1), (("labs",), 1), (RUN, 2), (("run", "--seed", "x"), 2)]
)
def test_a_stream_that_is_closed_is_no_error_of_its_own(words, closed, tmp_path):
    ended = process(*words, cwd=tmp_path, preexec_fn=lambda: os.close(closed))
    assert ended.code == (2 if "x" in words else 0)
    assert "Traceback" not in ended.err + ended.out


def test_a_progress_bar_is_shown_in_a_terminal_and_not_in_a_pipe(tmp_path):
    words = ["run", "digits", "--seed", "1", "--steps", "3", "--json", "--sharpness"]
    eager = [sys.executable, "-c", EAGER, *words, "--out", "none"]
    code, bar = terminal(eager, stream="stderr", cwd=tmp_path)
    assert code == 0
    assert "descent" in bar
    assert "4/4" in bar
    ended = process(*words, "--out", "none", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")


def test_ctrl_c_ends_with_130_and_one_line(tmp_path):
    words = ["run", "--seed", "3", "--steps", "100000000", "--out", "kept"]
    ended = subprocess.run(
        [sys.executable, "-c", STOPPED, *words], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 130
    assert len(ended.stderr.decode().splitlines()) == 1
    assert b"stopped" in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("module", "extra"),
    [("llvmlite", "map"), ("llvmlite.binding", "map"), ("xarray", "map"), ("anywidget", "widget"), ("typst", "course"),
     ("nbformat", "course")],
)  # fmt: skip
def test_a_verb_whose_library_is_missing_names_the_extra_to_install(module, extra, monkeypatch, capsys):
    def verb(options):
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setattr(labs, "main", verb)
    ended = here(capsys, "labs")
    assert (ended.code, ended.out) == (2, "")
    assert f"pip install 'backprop-lab[{extra}]'" in ended.err
    assert len(ended.err.splitlines()) == 1


def test_a_library_that_no_extra_brings_is_our_own_fault(monkeypatch, capsys):
    def verb(options):
        raise ModuleNotFoundError("No module named 'numpyy'", name="numpyy")

    monkeypatch.setattr(labs, "main", verb)
    with pytest.raises(ModuleNotFoundError):
        here(capsys, "labs")


def test_a_lab_that_does_not_fit_into_memory_is_wrong_use(monkeypatch, capsys):
    def verb(options):
        raise MemoryError

    monkeypatch.setattr(labs, "main", verb)
    ended = here(capsys, "labs")
    assert (ended.code, ended.out) == (2, "")
    assert "memory" in ended.err
