"""What the student's program finds where a terminal would be: nothing to read, and a page that is soon full."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from io import BytesIO, RawIOBase, TextIOWrapper
from types import ModuleType
from typing import Any

KEPT = 40_000
"""Bytes that are kept: 10,000 characters, whatever they are."""
CHARACTERS = 10_000


class Page(RawIOBase):
    """Keeps the first bytes that are written to it and counts the characters of the rest."""

    def __init__(self) -> None:
        self.first, self.dropped = bytearray(), 0

    def writable(self) -> bool:
        """It is written to and never read."""
        return True

    def write(self, data: Any) -> int:
        """Takes everything at once; it is never full to the one who writes."""
        came = bytes(data)
        kept = came[: KEPT - len(self.first)]
        self.first += kept
        rest = came[len(kept) :]
        self.dropped += len(rest.decode("utf-8", "ignore"))
        return len(came)

    def close(self) -> None:
        """It stays open whatever the student closes."""

    def told(self) -> tuple[str, int]:
        """(the first characters, how many came after them)."""
        text = bytes(self.first).decode("utf-8", "replace")
        return text[:CHARACTERS], len(text[CHARACTERS:]) + self.dropped


def quieten() -> Page:
    """Takes the terminal away from this process; returns where print goes from now on."""
    page = Page()
    sys.stdout = TextIOWrapper(page, encoding="utf-8", errors="replace", write_through=True)
    sys.stderr = TextIOWrapper(Page(), encoding="utf-8", errors="replace", write_through=True)
    sys.stdin = TextIOWrapper(BytesIO(), encoding="utf-8")
    sys.__stdout__, sys.__stderr__, sys.__stdin__ = None, None, None  # type: ignore[misc]
    return page


def nobody_there(prompt: object = "") -> str:
    """Stands for `input`."""
    raise EOFError("asks for input, and nobody is there to type it")


def own_builtins(namespace: dict[str, Any], extra: dict[str, Any], seen: Callable[[str], None]) -> ModuleType:
    """Built-in names of the student's own, so that what they overwrite there breaks nothing of ours.

    `seen` is told every module that the code of `namespace` imports.
    """
    usual = builtins.__import__

    def importing(
        name: str,
        globals: dict[str, Any] | None = None,
        locals: Any = None,
        fromlist: Any = (),
        level: int = 0,
    ) -> ModuleType:
        if globals is namespace and level == 0:
            seen(name)
        return usual(name, globals, locals, fromlist, level)

    own = ModuleType("builtins", builtins.__doc__)
    vars(own).update(vars(builtins), input=nobody_there, __import__=importing, **extra)
    return own
