"""From the arguments to a verb and an exit code: 0 done, 2 wrong use or an unusable file, 130 stopped by Ctrl-C."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from ..errors import UserError
from ..interrupt import STOPPED
from .extras import missing_extra
from .parser import parse

DONE, WRONG_USE = 0, 2
SELDOM = 50_000
"""Garbage is looked for after so many new objects: what is imported is many, and none of it is garbage."""


atexit.register(gc.freeze)  # at the end nothing is looked through: what is left goes with the process


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code; `argv` are the arguments without the program's name."""
    _open_streams()
    often = gc.get_threshold()
    gc.set_threshold(SELDOM, *often[1:])
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except (UserError, ModuleNotFoundError, MemoryError) as error:
        return _refuse(error)
    except KeyboardInterrupt:
        print("stopped; files already written are whole", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        _give_up_output()
        return DONE
    except OSError as error:
        _give_up_output()
        print(f"backprop-lab: the output must go where it can be written; got {error.strerror}.", file=sys.stderr)
        return WRONG_USE
    finally:
        gc.set_threshold(*often)


def command() -> int:
    """What the program runs. What was stopped or refused ends at once: no thread in compiled code can be told to."""
    try:
        code = main()
    except KeyboardInterrupt:  # a second one, while the first was being told
        code = STOPPED
    if code in (WRONG_USE, STOPPED):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    return code


def _run(argv: list[str]) -> int:
    try:
        options = parse(argv)
    except SystemExit as ended:  # help and version are printed, wrong use is told
        return int(ended.code or 0)
    code: int = options.verb(options)
    return code


def _open_streams() -> None:
    """Streams that were closed go nowhere; those without Unicode get question marks, not an error."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115  it stays open to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _give_up_output() -> None:
    """Let what is still waiting to be written go nowhere, so that the interpreter's end does not fail on it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(error: Exception) -> int:
    """One line that says what is wrong; an error that is our own fault is raised again."""
    told: str | None = str(error)
    if isinstance(error, ModuleNotFoundError):
        told = missing_extra(error.name or "")
    elif isinstance(error, MemoryError):
        told = "the lab must fit into memory; got one that does not. Use fewer points, units or steps."
    if told is None:
        raise error
    print(f"backprop-lab: {told}", file=sys.stderr)
    return WRONG_USE
