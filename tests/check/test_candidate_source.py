"""A student's file as text that can be run: encodings, notebooks, magics, faults, and where a line is."""

import ast
import json
import os
import warnings

import pytest

from backprop_lab.check.candidate import read_source
from backprop_lab.errors import FileError


def file(folder, data, name="lab.py"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_source(path)


def notebook(folder, *cells, **extra):
    every = [{"cell_type": "code", "source": cell} if isinstance(cell, (str, list)) else cell for cell in cells]
    return file(folder, json.dumps({"cells": every, "nbformat": 4, **extra}), "lab.ipynb")


def run(source):
    names = {}
    with warnings.catch_warnings(action="ignore"):
        exec(compile(source.text, "lab", "exec"), names)
    return names


def test_statements_are_the_lines_of_each_decorators_included(tmp_path):
    source = file(tmp_path, "import os\n\n@f\n@g\ndef h():\n    pass\na = 1; b = 2\n")
    assert source.statements == ((1, 1), (3, 6), (7, 7), (7, 7))
    assert (source.where(4), source.line_text(4), source.line_text(99)) == ("line 4", "@g", "")


def test_imports_are_found_anywhere(tmp_path):
    source = file(tmp_path, "import numpy as np, os.path\ndef f():\n    from torch.nn import Linear\nfrom . import x\n")
    assert source.imports == ("numpy", "os", "torch")


@pytest.mark.parametrize(
    "data",
    [
        "θ = 'é'\n".encode(),
        "\ufeffθ = 'é'\n".encode(),
        "θ = 'é'\n".encode("utf-16"),
        ("θ = 'é'\n" + "# a comment that is long enough to show every other zero\n").encode("utf-16-le"),
        "# -*- coding: iso-8859-7 -*-\nθ = 'é'\n".encode("iso-8859-7", "replace"),
        "θ = 'é'\r\n".encode(),
        "θ = 'é'\r".encode(),
        "θ = 'é'".encode(),
        "\fθ = 'é'\n".encode(),
    ],
)  # fmt: skip
def test_any_encoding_and_line_end_is_read(tmp_path, data):
    source = file(tmp_path, data)
    assert source.failures == ()
    assert "θ" in run(source)


def test_what_is_not_utf_8_is_read_as_latin_1(tmp_path):
    assert run(file(tmp_path, "a = 'caf\xe9'\n".encode("latin-1")))["a"] == "café"


def test_an_unknown_coding_line_is_no_obstacle(tmp_path):
    assert run(file(tmp_path, b"# coding: klingon\na = 1\n"))["a"] == 1


def test_zeros_and_escapes_that_python_warns_of_are_no_obstacle(tmp_path):
    assert run(file(tmp_path, b"a = 1 \0\nb = '\\d'\n"))["b"] == "\\d"


def test_a_form_feed_or_a_line_separator_within_a_line_does_not_move_the_lines(tmp_path):
    source = file(tmp_path, "a = '\x0b\u2028'\n\x0c\nb = 2\n")
    assert source.statements[-1] == (3, 3)
    assert source.line_text(3) == "b = 2"


@pytest.mark.parametrize("first", ["    x = 1", "else:", ") + 3", "    return 3", "\x0bx = 1", "\x1d", "finally: x"])
def test_a_first_line_that_begins_no_statement_costs_itself_alone(tmp_path, first):
    source = file(tmp_path, first + "\ny = 2\n")
    assert [(failure.line, failure.kind) for failure in source.failures] == [(1, "syntax")]
    assert [ast.unparse(node) for node in source.tree.body] == ["y = 2"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(FileError, match="not a directory or a pipe"):
        read_source(tmp_path / "pipe.py")


def test_a_syntax_error_costs_its_own_statement_alone(tmp_path):
    source = file(tmp_path, "a = 1\ndef f(x:\n    return x\nb = 2\nc = = 3\nd = '''\nx'''\n")
    assert {"a", "b", "d"} <= run(source).keys()
    assert not {"f", "c"} & run(source).keys()
    assert [(failure.line, failure.kind) for failure in source.failures] == [(2, "syntax"), (5, "syntax")]
    assert source.failures[1].message == "SyntaxError: invalid syntax"
    assert source.line_text(5) == "c = = 3"


def test_thousands_of_faults_are_looked_at_within_bounds(tmp_path):
    source = file(tmp_path, "a = 1\n" + "b = (\n" * 5_000)
    assert source.statements == ((1, 1),)
    assert len(source.failures) == 1


@pytest.mark.parametrize("text", ["def f():\nx = (\n", "if True:\n    a = 1\n  b = 2\n", "print 'x'\n", "x = (1,\n"])
def test_every_fault_is_told_once(tmp_path, text):
    source = file(tmp_path, "first = 1\n" + text)
    assert run(source)["first"] == 1
    assert {failure.kind for failure in source.failures} == {"syntax"}


@pytest.mark.parametrize("text", ["(" * 3000, "-" * 20000 + "1", "[" * 150 + "]" * 150, "x = " + "1+" * 20000 + "1"])
def test_texts_that_are_nested_without_end_are_faults_and_no_crash(tmp_path, text):
    source = file(tmp_path, f"a = 1\n{text}\n")
    assert isinstance(source.tree, ast.Module)
    assert source.statements[0] == (1, 1)


def test_the_code_cells_of_a_notebook_follow_one_another_and_lines_are_told_by_cell(tmp_path):
    source = notebook(tmp_path, "a = 1\nb = 2", {"cell_type": "markdown", "source": "x x"}, ["c = 3\n", "d = 4"])
    assert source.text == "a = 1\nb = 2\nc = 3\nd = 4"
    assert [source.where(line) for line in (1, 2, 4)] == ["cell 1, line 1", "cell 1, line 2", "cell 2, line 2"]


def test_a_fault_in_one_cell_leaves_the_others(tmp_path):
    source = notebook(tmp_path, "a = (1", "b = 2\nc = = 3", "d = 4")
    assert {"b", "d"} <= run(source).keys()
    assert [source.where(failure.line) for failure in source.failures] == ["cell 1, line 1", "cell 2, line 2"]


def test_notebooks_of_format_3_are_read(tmp_path):
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": ["a = 1"]}]}]}
    assert run(file(tmp_path, json.dumps(old), "lab.ipynb"))["a"] == 1


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("%matplotlib inline\na = 1", ["", "a = 1"]),
        ("!pip install torch\na = 1", ["", "a = 1"]),
        ("?print\nprint?\na = 1", ["", "", "a = 1"]),
        ("if 1:\n    %pylab inline\na = 1", ["if 1:", "    pass", "a = 1"]),
        ("%time a = 1", ["a = 1"]),
        ("b = !ls\na = 1", ["b = None", "a = 1"]),
        ("b = %who\na = 1", ["b = None", "a = 1"]),
        ("%%time\na = 1", ["", "a = 1"]),
        ("\n%%capture out\na = 1\n%matplotlib inline", ["", "", "a = 1", ""]),
        ("%%writefile x.py\na = 2\n(", ["", "", ""]),
        ("%%bash\nls -l", ["", ""]),
        ("a = (7\n  %3)", ["a = (7", "  %3)"]),
    ],
)
def test_magics_become_harmless_on_the_same_lines(tmp_path, cell, lines):
    source = notebook(tmp_path, cell)
    assert source.text.split("\n") == lines
    assert source.failures == ()
    run(source)


def test_magics_that_were_saved_in_a_program_are_no_faults(tmp_path):
    source = file(tmp_path, "%matplotlib inline\na = 1\n")
    assert (source.failures, run(source)["a"]) == ((), 1)


def test_a_line_keeps_how_it_was_written(tmp_path):
    assert notebook(tmp_path, "%matplotlib inline\na = 1").line_text(1) == "%matplotlib inline"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("lab.txt", "a = 1", ".py or .ipynb"),
        ("lab.ipynb", "not json", "JSON"),
        ("lab.ipynb", "[1, 2]", "not a notebook"),
        ("lab.ipynb", "[" * 100_000, "JSON"),
        ("lab.ipynb", '{"cells": [{"cell_type": "markdown", "source": "x"}]}', "code cell"),
        ("lab.ipynb", '{"cells": "x"}', "code cell"),
        ("lab.py", "a = 1\n" * 400_000, "500,000"),
    ],
)
def test_wrong_files_are_refused_with_what_must_hold(tmp_path, name, data, told):
    with pytest.raises(FileError, match=told):
        file(tmp_path, data, name)


def test_what_is_not_there_or_a_folder_is_refused(tmp_path):
    (tmp_path / "folder.py").mkdir()
    for name, told in [("none.py", "No such file"), ("folder.py", "directory"), ("a\0.py", "null")]:
        with pytest.raises(FileError, match=told):
            read_source(tmp_path / name)


def test_a_file_that_is_too_large_is_refused(tmp_path):
    with (tmp_path / "lab.py").open("wb") as sparse:
        sparse.truncate((64 << 20) + 1)
    with pytest.raises(FileError, match="64 MiB"):
        read_source(tmp_path / "lab.py")
