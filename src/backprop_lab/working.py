"""Folders in which something is made before it appears whole, named after the process; what a killed one left."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

WORKING = ".backprop-lab-"
OLD = 60
"""Seconds after which what a library had begun to write is left over."""


def prefix() -> str:
    """What the name of such a folder begins with, in this process."""
    return f"{WORKING}{_host()}.{os.getpid()}-"


def _host() -> str:
    """The machine: another's processes cannot be asked for from here."""
    return re.sub(r"[^0-9A-Za-z]", "", os.uname().nodename) if hasattr(os, "uname") else ""


def is_working(name: str) -> bool:
    """Whether this is the name of such a folder, of any process."""
    return name.startswith(WORKING)


def sweep(folder: Path) -> None:
    """Takes such folders away but for those of processes that live: another may be at work in the same place."""
    import shutil  # slow to import, as is tempfile: a verb that writes nothing starts without them

    for left in folder.glob(WORKING + "*"):
        if not _lives(left.name):
            shutil.rmtree(left, ignore_errors=True)


def sweep_parts(folder: Path, pattern: str) -> None:
    """Takes away files of this pattern, at any depth, that nobody has written to for a while."""
    parts = list(folder.rglob(pattern))
    now = _now(folder.parent) if parts else 0.0
    for left in parts:
        with suppress(OSError):
            if now - left.stat().st_mtime > OLD:
                left.unlink()


def _now(folder: Path) -> float:
    """The time as the files there have it, which may be another machine's."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix=prefix(), dir=folder) as made:
        return Path(made).stat().st_mtime


def _lives(name: str) -> bool:
    """Whether the process that it is named after is there, or may be."""
    found = re.match(re.escape(WORKING) + r"(\w*)\.([0-9]{1,9})-", name)
    if found is None:
        return False
    if found[1] != _host() or os.name != "posix":
        return True
    try:
        os.kill(int(found[2]), 0)
    except OSError as error:
        return not isinstance(error, ProcessLookupError)  # else it is another user's
    return True
