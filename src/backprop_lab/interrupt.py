"""Ctrl-C while the program is still being imported ends it in a word, as it does later: `cli` is not there yet."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from types import TracebackType

STOPPED = 130
"""The exit code of what Ctrl-C stopped."""
_PROGRAM = ("backprop-lab", "backprop-lab.exe", "-m")
"""What runs it: its own names, or what Python says while it looks for the module that is to be run."""


def _told(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, at)
        return
    with suppress(AttributeError, OSError):  # where it is closed
        sys.stderr.write("stopped\n")
        sys.stderr.flush()
    os._exit(STOPPED)


if sys.argv and os.path.basename(sys.argv[0]) in _PROGRAM:  # who imports it from elsewhere keeps Python's way
    sys.excepthook = _told
