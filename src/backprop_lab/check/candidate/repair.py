"""What can be run of a text with syntax errors: whole statements stay, what is faulty becomes empty lines."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

from .answer import Failure

TRIES = 60
"""So many pieces are put together before a statement that does not end counts as faulty."""
EFFORT = 200_000
"""So many characters, and twice those of the text, are parsed to find the statements of a faulty text."""
_GOES_ON = re.compile(r"(else|elif|except|finally)\b|[\s)\]}#]|$")
"""A line that begins so does not begin a statement of its own."""


@lru_cache(4)
def parsed(text: str) -> ast.Module:
    """The tree of a text, without warnings, not to be changed; raises SyntaxError for whatever Python cannot read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(str(error) or "nested too deep") from None


def repaired(text: str) -> tuple[str, list[Failure]]:
    """(the text with faulty statements as empty lines, what was wrong with each run of them)."""
    try:
        parsed(text)
    except SyntaxError:
        return _pieced(text.split("\n"))
    return text, []


def _pieced(lines: list[str]) -> tuple[str, list[Failure]]:
    starts = [i for i, line in enumerate(lines) if not i or not _GOES_ON.match(line)]
    ends = [*starts[1:], len(lines)]
    kept, failures, k, faulty = list[str](), list[Failure](), 0, False
    effort = [EFFORT + 2 * sum(map(len, lines))]
    while k < len(starts):
        last = _whole(lines, starts[k], ends[k : k + TRIES], effort)
        piece = lines[starts[k] : ends[k if last is None else k + last]]
        if last is None and not faulty:
            failures.append(_failure(piece, starts[k]))
        kept += [""] * len(piece) if last is None else piece
        k, faulty = k + 1 + (last or 0), last is None
    return "\n".join(kept), failures


def _whole(lines: list[str], start: int, ends: list[int], effort: list[int]) -> int | None:
    """How many more pieces make a whole statement of the first; None for none, and when all effort is spent."""
    for more, end in enumerate(ends):
        text = "\n".join(lines[start:end])
        effort[0] -= len(text) + 10
        if effort[0] < 0:
            break
        try:
            parsed(text)
        except SyntaxError:
            continue
        return more
    return None


def _failure(piece: list[str], start: int) -> Failure:
    try:
        parsed("\n".join(piece))
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), len(piece))
        return Failure(start + line, "syntax", f"SyntaxError: {error.msg}"[:300])
    return Failure(start + 1, "syntax", "SyntaxError: invalid syntax")
