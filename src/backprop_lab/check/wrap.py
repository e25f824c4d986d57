"""Lines for a terminal of some width: broken between words, a number or a piece of code never."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

INDENT = "  "
FIXED = "\N{NO-BREAK SPACE}"
LABEL = re.compile(r"asked: |came: +|hint: +|as it should be: |taken: ")
"""What stands at the beginning of a line, so that what follows is set under itself."""


def kept(code: str) -> str:
    """A piece of code that is to stay on one line."""
    return code.replace(" ", FIXED)


def wrapped(lines: Iterable[str], width: int | None) -> Iterator[str]:
    """The lines broken to a width (None: as they are); what is `kept`, and name = number, is not broken."""
    for line in lines:
        pieces = [line] if width is None or not line.strip() else _broken(line, width)
        yield from (piece.replace(FIXED, " ") for piece in pieces)


def _broken(line: str, width: int) -> list[str]:
    text = line.lstrip(" ")
    first = line[: len(line) - len(text)]
    label = LABEL.match(text) if first else None
    later = first + (" " * len(label[0]) if label else INDENT)
    text = re.sub(r" ([=+*/^-]) ", rf"{FIXED}\1{FIXED}", text)
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False,
        drop_whitespace=True, expand_tabs=False,
    )  # fmt: skip
