"""From the arguments to a verb and an exit code: 0 done, 2 wrong use or an unusable file, 130 stopped by Ctrl-C."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from ..errors import UserError
from .extras import missing_extra
from .parser import parse

DONE, WRONG_USE, STOPPED = 0, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code; `argv` are the arguments without the program's name."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Unicode gets question marks, not an error
            stream.reconfigure(errors="replace")
    options = parse(list(sys.argv[1:] if argv is None else argv))
    try:
        code: int = options.verb(options)
        sys.stdout.flush()
        return code
    except (UserError, ModuleNotFoundError, MemoryError) as error:
        return _refuse(error)
    except KeyboardInterrupt:
        print("stopped; files already written are whole", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


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
