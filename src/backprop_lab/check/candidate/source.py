"""A student's file as text that can be run: a program or a notebook, in any encoding, with faults in it."""

from __future__ import annotations

import ast
import tokenize
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from stat import S_ISREG

from ...errors import FileError, shown
from .answer import Failure
from .nodes import nodes
from .notebook import cells, plain_python
from .repair import parsed, repaired

LARGEST_FILE, LARGEST_TEXT = 64 << 20, 500_000
"""Bytes of a file, and characters of its code."""
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass(frozen=True, slots=True)
class Source:
    """The student's file.

    `text` is what is run: of a notebook the code cells one after the other, magics and faulty statements
    as empty lines. `statements` are (first line, last line) of each, `tree` its syntax, `failures`
    what was faulty, `imports` the top-level modules that the text imports anywhere. `parts` are
    the first lines of what the text was put together from, and how each is called.
    """

    path: Path
    text: str
    lines: tuple[str, ...] = field(repr=False)
    tree: ast.Module = field(repr=False, compare=False)
    failures: tuple[Failure, ...] = ()
    parts: tuple[tuple[int, str], ...] = ((1, ""),)

    @property
    def statements(self) -> tuple[tuple[int, int], ...]:
        """(first line, last line) of each statement of the module."""
        return tuple((_first(node), node.end_lineno or node.lineno) for node in self.tree.body)

    @property
    def imports(self) -> tuple[str, ...]:
        """The top-level modules that are imported anywhere, in order."""
        found: dict[str, None] = {}
        for node in nodes(self.tree):
            if isinstance(node, ast.Import):
                found.update(dict.fromkeys(alias.name.partition(".")[0] for alias in node.names))
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module.partition(".")[0]] = None
        return tuple(found)

    def where(self, line: int) -> str:
        """A line as it is told: "line 41", or "cell 3, line 2" of a notebook, code cells counted."""
        first, label = self.parts[max(bisect_right(self.parts, line, key=lambda part: part[0]) - 1, 0)]
        return f"{label}, line {line - first + 1}" if label else f"line {line}"

    def line_text(self, line: int) -> str:
        """The line as the student wrote it, "" where there is none."""
        return self.lines[line - 1] if 1 <= line <= len(self.lines) else ""


def _first(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *[one.lineno for one in decorators]])


def read_source(path: str | Path) -> Source:
    """The file at `path`, .py or .ipynb; raises `FileError` for what is neither, or has no code."""
    file = Path(path)
    if file.suffix.lower() not in (".py", ".ipynb"):
        raise FileError("a student's program is a .py or .ipynb file", shown(str(path)))
    try:
        if not S_ISREG(file.stat().st_mode):  # a pipe would be waited for
            raise FileError("a student's program must be a file, not a directory or a pipe", shown(str(path)))
        if file.stat().st_size > LARGEST_FILE:
            raise FileError("a student's file has at most 64 MiB", shown(str(path)))
        text = decoded(file.read_bytes())
    except OSError as error:
        raise FileError("a student's file must be readable", f"{shown(str(path))}: {error.strerror}") from None
    except ValueError as error:  # a path with a null byte
        raise error if isinstance(error, FileError) else FileError("a path must name a file", str(error)) from None
    return source_of_program(text, file) if file.suffix.lower() == ".py" else source_of_notebook(text, file)


def decoded(data: bytes) -> str:
    """The text of a file: by its byte order mark, its coding line, as UTF-8, or else as Latin-1."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not encoding:
        encoding = _by_zeros(data) or _by_cookie(data)
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")


def _by_zeros(data: bytes) -> str:
    """UTF-16 without a mark, as every other byte being zero shows."""
    head = data[:200]
    return "utf-16-le" if head[1::2].count(0) > 60 else "utf-16-be" if head[::2].count(0) > 60 else ""


def _by_cookie(data: bytes) -> str:
    try:
        return tokenize.detect_encoding(BytesIO(data).readline)[0]
    except SyntaxError:
        return "utf-8"


def source_of_program(text: str, path: Path) -> Source:
    """A program from its text; raises `FileError` for one that is too long to be a student's."""
    _need_short(text)
    runnable, failures = repaired(text)
    if failures and not repaired(plain_python(text))[1]:
        runnable, failures = plain_python(text), []  # a notebook's magics, saved as a program
    return _source(path, text, runnable, failures)


def source_of_notebook(text: str, path: Path) -> Source:
    """A notebook from its JSON."""
    try:
        code = cells(text)
    except (ValueError, RecursionError) as error:
        raise FileError("a notebook must be JSON with cells", f"{shown(str(path))}: {error}") from None
    if not any(cell.strip() for cell in code):
        raise FileError("a notebook must have a code cell", f"{shown(str(path))} without one")
    return source_of_cells(code, [f"cell {n}" for n in range(1, len(code) + 1)], path)


def source_of_cells(code: Sequence[str], labels: Sequence[str], path: Path) -> Source:
    """Pieces of a program one after the other, each with how it is called."""
    _need_short("\n".join(code))
    runnable, failures, parts, line = list[str](), list[Failure](), list[tuple[int, str]](), 1
    for cell, label in zip(code, labels, strict=True):
        text, faults = repaired(plain_python(cell))
        runnable.append(text)
        failures += [Failure(fault.line + line - 1, fault.kind, fault.message) for fault in faults]
        parts.append((line, label))
        line += cell.count("\n") + 1
    return _source(path, "\n".join(code), "\n".join(runnable), failures, tuple(parts))


def _need_short(text: str) -> None:
    if len(text) > LARGEST_TEXT:
        raise FileError("the code of a student's file has at most 500,000 characters", f"{len(text):,}")


def _source(
    path: Path, text: str, runnable: str, failures: Sequence[Failure], parts: tuple[tuple[int, str], ...] = ((1, ""),)
) -> Source:
    return Source(path, runnable, tuple(text.split("\n")), parsed(runnable), tuple(failures), parts)
