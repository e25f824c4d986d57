"""One child process and the wire to it: without a display, never waited for longer than agreed, ended whole."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Literal
from weakref import finalize

from .answer import Array
from .pack import Json
from .wire import decode

CHILD = Path(__file__).with_name("child.py")
GRACE = 0.3
"""Seconds in which a process that closed its wire may end by itself, so that its end can be told."""
_DROPPED = ("DISPLAY", "WAYLAND_DISPLAY")
_KEPT = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONNOUSERSITE")
_SET = {
    "MPLBACKEND": "Agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
}


class GoneError(Exception):
    """The child is no longer there."""


class DownError(Exception):
    """The child had to be ended, or did so: `kind` and `text` say how."""

    def __init__(self, kind: Literal["timeout", "crash"], text: str) -> None:
        self.kind, self.text = kind, text
        super().__init__(text)


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The child's environment: no display, one thread, of Python's own settings only where packages are."""
    kept = {k: v for k, v in given.items() if k not in _DROPPED and (k in _KEPT or not k.startswith("PYTHON"))}
    if "PYTHONPATH" in kept:
        kept["PYTHONPATH"] = os.pathsep.join(os.path.abspath(part) for part in kept["PYTHONPATH"].split(os.pathsep))
    return {**kept, **_SET}


def _started(folder: Path, theirs: socket.socket) -> subprocess.Popen[bytes]:
    """The child, which finds its end of the wire where the standard input is."""
    shares = sys.platform == "win32"
    process = subprocess.Popen(
        [sys.executable, "-P", str(CHILD)],
        stdin=subprocess.PIPE if shares else theirs.fileno(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment(os.environ),
        start_new_session=True,
    )
    if sys.platform == "win32" and process.stdin:
        with process.stdin as handover:
            handover.write(theirs.share(process.pid))
    return process


def _end(process: subprocess.Popen[bytes], wire: socket.socket) -> None:
    """Ends a child and all that it started in its session."""
    wire.close()
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
    if process.returncode is None:
        with suppress(OSError):
            process.kill()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)


class Link:
    """A child in `folder`. Raises OSError where none can be started."""

    def __init__(self, folder: Path) -> None:
        self._wire, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = _started(folder, theirs)
            except OSError:
                self._wire.close()
                raise
        self.close = finalize(self, _end, self._process, self._wire)

    def send(self, frame: bytes, deadline: float) -> None:
        """Sends a frame; TimeoutError where the child does not take it in time, `GoneError` where it is gone."""
        self._wire.settimeout(max(deadline - monotonic(), 1e-3))
        try:
            self._wire.sendall(frame)
        except TimeoutError:
            raise
        except OSError:
            raise GoneError from None

    def receive(self, ident: bytes, deadline: float) -> tuple[str, Json, list[Array]]:
        """The next frame; TimeoutError, `GoneError`, or `WireError` for what is no answer to this question."""
        return decode(lambda size: self._bytes(size, deadline), ident)[1:]

    def _bytes(self, size: int, deadline: float) -> bytes:
        parts = []
        while size:
            left = deadline - monotonic()
            if left < 0:
                raise TimeoutError
            self._wire.settimeout(left)
            try:
                part = self._wire.recv(min(size, 1 << 20))
            except TimeoutError:
                raise
            except OSError:
                raise GoneError from None
            if not part:
                raise GoneError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def ended(self) -> str:
        """How the child ended, if it does so by itself within a moment; it is ended in any case."""
        try:
            code = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.close()
            return "the process closed its connection"
        self.close()
        if code >= 0:
            return f"the process ended with exit code {code}"
        with suppress(ValueError):
            return f"the process ended by signal {signal.Signals(-code).name}"
        return f"the process ended by signal {-code}"
