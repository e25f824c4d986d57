"""The labs that come with the package, and finding a lab by what a user calls it."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

from ..errors import FileError, shown
from .file import read_lab
from .value import Lab

FOLDER = Path(__file__).parent.parent / "labs"


def available() -> tuple[str, ...]:
    """The names of the labs that come with the package, the handout first."""
    return tuple(sorted((f.stem for f in FOLDER.glob("*.toml")), key=lambda name: (name != "handout", name)))


def load_lab(which: str | Path | Lab = "handout") -> Lab:
    """A lab by its name (`available`) or by the path of a lab file; a `Lab` is handed back."""
    if isinstance(which, Lab):
        return which
    if not isinstance(which, (str, Path)):
        raise FileError("a lab must be a Lab, a name or the path of a lab file", shown(which))
    name = str(which)
    if name in available():
        return _builtin(name)
    if Path(name).suffix == ".toml" or _is_file(name):
        return read_lab(name)
    near = difflib.get_close_matches(name, available(), 1)
    hint = f"Did you mean {near[0]}?" if near else "A lab file of your own ends in .toml."
    raise FileError(f"a lab must be one of {', '.join(available())}, or a lab file", shown(name), hint)


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # a name too long, or with a 0 in it
        return False


@cache
def _builtin(name: str) -> Lab:
    return read_lab(FOLDER / f"{name}.toml")
