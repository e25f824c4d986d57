"""The command line from a test: in this process, in one of its own, and in a terminal that is none."""

import os
import pty
import select
import subprocess
import sys
from typing import NamedTuple

from backprop_lab.cli import main

ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "CI")}
MODULE = [sys.executable, "-W", "error", "-m", "backprop_lab"]


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def here(capsys, *argv):
    """What the command does in this process."""
    try:
        code = main(list(argv))
    except SystemExit as ended:
        code = ended.code
    return Ended(code, *capsys.readouterr())


def process(*argv, cwd=None, env=(), **streams):
    """What the command does in a process of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    environment = ENVIRONMENT | dict(env)
    ended = subprocess.run([*MODULE, *argv], cwd=cwd, env=environment, timeout=60, check=False, **streams)
    return Ended(ended.returncode, *((part or b"").decode("utf-8", "replace") for part in (ended.stdout, ended.stderr)))


def terminal(command, *, stream="stdout", env=(), cwd=None):
    """What a process writes to a terminal (on one stream; the other goes nowhere), and how it ended."""
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | {stream: theirs}
    environment = ENVIRONMENT | {"TERM": "xterm-256color"} | dict(env)
    with subprocess.Popen(command, env=environment, cwd=cwd, stdin=theirs, **streams) as child:
        os.close(theirs)
        seen = []
        while part := _read(ours):
            seen.append(part)
        child.wait(timeout=60)
    os.close(ours)
    return child.returncode, b"".join(seen).decode("utf-8", "replace")


def _read(end):
    """What comes next, for at most a minute."""
    if not select.select([end], [], [], 60)[0]:
        return b""
    try:
        return os.read(end, 65536)
    except OSError:  # the other end of a terminal is gone
        return b""
