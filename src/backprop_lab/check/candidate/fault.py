"""What an exception of the student's says: its kind, one plain line, and the line of their file."""

from __future__ import annotations

from collections.abc import Mapping

from .alarm import LateError
from .answer import FailureKind
from .honest import bare_name

LONGEST = 300
_KINDS: tuple[tuple[type[BaseException], FailureKind], ...] = (
    (LateError, "timeout"),
    (MemoryError, "memory"),
    (SystemExit, "exit"),
    (EOFError, "input"),
    (SyntaxError, "syntax"),
)


def kind_of(error: BaseException) -> FailureKind:
    """Which kind of failure an exception is."""
    return next((kind for cause, kind in _KINDS if issubclass(type(error), cause)), "error")


def message(error: BaseException) -> str:
    """The exception as one plain line: its type and what it says."""
    name = bare_name(error)
    try:
        said = str(error.msg) if type(error) is SyntaxError else str(error)  # its text repeats where it was
    except BaseException:  # an exception of the student's may fail to say what it is, or never end
        said = ""
    if issubclass(type(error), (LateError, EOFError)):
        return plain(said)
    return plain(f"{name}: {said}" if said else name)


def plain(text: str) -> str:
    """A text on one line, without control characters, of bounded length."""
    short = " ".join(text[: 4 * LONGEST].split())
    line = "".join(c if c.isprintable() else "?" for c in short)
    return line if len(line) <= LONGEST else line[: LONGEST - 3] + "..."


def line_of(error: BaseException, files: Mapping[str, int]) -> int | None:
    """The innermost line of the student's files that an exception went through, in the lines of the whole text."""
    return next(reversed(lines_of(error, files)), None)


def lines_of(error: BaseException, files: Mapping[str, int]) -> list[int]:
    """All lines of the student's files that it went through, the outermost first."""
    found, at = list[int](), error.__traceback__
    while at is not None:
        name = at.tb_frame.f_code.co_filename
        if name in files and at.tb_lineno:
            found.append(at.tb_lineno + files[name])
        at = at.tb_next
    return found
