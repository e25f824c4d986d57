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
    return f"{WORKING}{os.getpid()}-"


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
    now = _now(folder) if parts else 0.0
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
    found = re.match(re.escape(WORKING) + r"([0-9]{1,9})-", name)
    if found is None or os.name != "posix":
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True
