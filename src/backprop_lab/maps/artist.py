"""Draws a map in a process beside this one, which loads what draws while the runs are made."""

from __future__ import annotations

import pickle
import signal
import sys
from importlib import import_module
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

from .beside import begun

if TYPE_CHECKING:
    from ..atlas.plane import Planed
    from ..atlas.survey import Surveyed


class Artist:
    """Makes pictures as PNG; the process is begun at once where `beside` is set, and ends when this one does.

    Where it cannot be used the picture is drawn here.
    """

    def __init__(self, beside: bool) -> None:
        self._child = begun(serve, __name__) if beside else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._child is not None:
            self._child.end()

    def begin(self, found: Surveyed | Planed) -> None:
        """Begins the picture of a map, which may be done once; this process can go on meanwhile."""
        if self._child is not None:
            self._child.ask(pickle.dumps(found))

    def png(self, found: Surveyed | Planed) -> bytes:
        """The picture that was begun."""
        made = None if self._child is None else self._child.answered()
        return made or drawn(found)


def drawn(found: Surveyed | Planed) -> bytes:
    """The picture, drawn here."""
    from ..picture import as_png
    from .charts import draw

    return as_png(draw(found))


def serve(question: IO[bytes], answer: IO[bytes]) -> None:
    """Loads what draws, then waits for a map and draws it; none comes where the other process has ended."""
    _leave_words_out()
    for name in ("..picture.survey", "..picture.rate", "..picture.plane", ".charts"):
        import_module(name, __package__)
    _warm()
    given = question.read()
    if given:
        answer.write(drawn(pickle.loads(given)))


def _leave_words_out() -> None:
    """A quarter of Matplotlib's import is the writing of its manual, of which this process reads no word."""
    from matplotlib import artist as manual

    manual.kwdoc = lambda artist: ""


def _warm() -> None:
    """Fonts and marks are looked up when the first picture is drawn."""
    from matplotlib.figure import Figure

    from ..picture import as_png

    figure = Figure(figsize=(1, 1), dpi=20)
    figure.add_subplot().set_title("a")
    as_png(figure)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that works
    serve(sys.stdin.buffer, sys.stdout.buffer)
