"""What can be wrong with what a user gave, told in one sentence: what must hold, what came, what to try."""

from __future__ import annotations

import reprlib

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = 6


class UserError(ValueError):
    """Something a user gave cannot be used.

    `must` says what has to hold, `came` what was found instead, `hint` what to try next.
    The command line prints the message and ends with exit code 2.
    """

    def __init__(self, must: str, came: str, hint: str = "") -> None:
        self.must, self.came, self.hint = must, came, hint
        super().__init__(f"{must}; got {came}." + (f" {hint}" if hint else ""))


class LabError(UserError):
    """A lab file, or what was put into a `Lab`, cannot be used."""


class InputError(UserError):
    """An argument of a function or an option of the command line cannot be used."""


class FileError(UserError):
    """A file of the user's cannot be read, written, or must not be overwritten."""


def shown(value: object) -> str:
    """The value as it may stand in a message: short, on one line, without control characters."""
    try:
        text = _SHORT.repr(value)
    except Exception:  # a user's object may have a broken repr; the message must still come
        text = f"an object of type {type(value).__name__}"
    return plain(text)


def plain(text: str) -> str:
    """A text on one line and without control characters."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
