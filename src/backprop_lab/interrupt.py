"""Ctrl-C while the program is still being imported ends it in a word, as it does later: `cli` is not there yet."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from types import TracebackType

STOPPED = 130
"""The exit code of what Ctrl-C stopped."""
_before = sys.excepthook


def _told(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _before(kind, error, at)
        return
    import signal  # only here: until the hook is there Ctrl-C ends with a traceback

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second one would end with one, too
    with suppress(AttributeError, OSError):  # where it is closed
        sys.stderr.write("stopped\n")
        sys.stderr.flush()
    os._exit(STOPPED)


def _is_the_program() -> bool:
    """Whether this process runs Backprop Lab: who imports it from elsewhere keeps Python's way."""
    name = os.path.basename(sys.argv[0]) if sys.argv else ""
    if name != "-m":  # so Python calls the program while it looks for the module that is to be run
        return name in ("backprop-lab", "backprop-lab.exe")
    module = sys.orig_argv[-len(sys.argv) :][:1]  # it stands before the program's own arguments: -m NAME or -mNAME
    return module in (["backprop_lab"], ["-mbackprop_lab"])


if _is_the_program():
    sys.excepthook = _told
