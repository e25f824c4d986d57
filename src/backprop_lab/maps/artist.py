"""Draws a map in a process of its own, which loads what draws while the runs are made."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from importlib import import_module
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from ..atlas.plane import Planed
    from ..atlas.survey import Surveyed


class Artist:
    """Makes pictures as PNG; the process is begun at once where `beside` is set, and ends when this one does.

    Where it cannot be used the picture is drawn here.
    """

    def __init__(self, beside: bool) -> None:
        self._child = _begun() if beside else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()

    def png(self, found: Surveyed | Planed) -> bytes:
        """The picture of a map."""
        if self._child is None:
            return drawn(found)
        try:
            made, _ = self._child.communicate(pickle.dumps(found))
        except OSError:
            made = b""
        return made or drawn(found)


def _begun() -> subprocess.Popen[bytes] | None:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "backprop_lab.maps.artist"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
        )
    except OSError:
        return None


def drawn(found: Surveyed | Planed) -> bytes:
    """The picture, drawn here."""
    from ..picture import as_png
    from .charts import draw

    return as_png(draw(found))


def serve() -> None:
    """Loads what draws, then waits for a map and draws it; none comes where the other process has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that works
    for name in ("..picture.survey", "..picture.rate", "..picture.plane", ".charts"):
        import_module(name, __package__)
    _warm()
    given = sys.stdin.buffer.read()
    if given:
        sys.stdout.buffer.write(drawn(pickle.loads(given)))


def _warm() -> None:
    """Fonts and marks are looked up when the first picture is drawn."""
    from matplotlib.figure import Figure

    from ..picture import as_png

    figure = Figure(figsize=(1, 1), dpi=20)
    figure.add_subplot().set_title("a")
    as_png(figure)


if __name__ == "__main__":
    serve()
