"""Axes, figures and pyplot, as programs use them: all that is drawn goes to one board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from numpy import empty

from .answer import Array
from .anything import Anything
from .curves import DRAWS, Board, Scale, numbers, text

LINES = {"plot", "semilogy", "semilogx", "loglog", "step"}
"""Those that give a list of what they drew."""
SHOWS = {"show", "savefig", "save", "write_html", "write_image"}


class Line(Anything):
    """A curve that was drawn, whose numbers may be set anew."""

    def __init__(self, board: Board, place: int) -> None:
        self.board, self.place = board, place

    def set_data(self, *arguments: Any) -> None:
        """Other numbers: set_data(x, y), or set_data((x, y))."""
        x, y = arguments if len(arguments) == 2 else arguments[0]
        self._set(numbers(x), numbers(y))

    def set_ydata(self, y: Any) -> None:
        """Other values at the same places."""
        self._set(self.board.drawn[self.place][0].x if self.place >= 0 else None, numbers(y))

    def _set(self, x: Array | None, y: Array | None) -> None:
        if y is not None:
            self.board.draw_again(self.place, None if x is None else x.ravel(), y.ravel())


class Axes(Anything):
    """Axes: what is drawn there goes to the board."""

    def __init__(self, board: Board) -> None:
        self.board, self.scale = board, Scale()

    def __getattr__(self, name: str) -> Any:
        if name in DRAWS:
            return self._draws(name)
        if name in SHOWS:
            return lambda *arguments, **named: setattr(self.board, "shown", True)
        return super().__getattr__(name)

    def _draws(self, call: str) -> Callable[..., Any]:
        def draw(*arguments: Any, **named: Any) -> Any:
            curves = self.board.draw(call, self.scale, arguments, named)
            return [Line(self.board, place) for place in curves] if call in LINES else Anything()

        return draw

    def set(self, **named: Any) -> None:
        """Several settings at once."""
        for name, value in named.items():
            getattr(self, f"set_{name}")(value)

    def set_yscale(self, scale: Any = "", *rest: Any, **named: Any) -> None:
        """A logarithmic axis, or another one."""
        self.scale.log_y = scale in ("log", "symlog") if type(scale) is str else False

    def set_xlabel(self, label: Any = "", *rest: Any, **named: Any) -> None:
        """What stands below."""
        self.scale.xlabel = text(label)

    def set_ylabel(self, label: Any = "", *rest: Any, **named: Any) -> None:
        """What stands beside."""
        self.scale.ylabel = text(label)

    def hist(self, *arguments: Any, **named: Any) -> tuple[Any, Any, Any]:
        """Counts, edges and bars."""
        return Anything(), Anything(), Anything()

    yscale, xlabel, ylabel = set_yscale, set_xlabel, set_ylabel


class Figure(Anything):
    """A figure, which makes axes; `pyplot` is told of each, so that it draws on the last."""

    def __init__(self, pyplot: Pyplot) -> None:
        self.pyplot = pyplot

    def gca(self, *arguments: Any, **named: Any) -> Axes:
        """The axes that are drawn on now."""
        return self.pyplot.gca()

    def add_subplot(self, *arguments: Any, **named: Any) -> Axes:
        """New axes."""
        return self.pyplot.subplot()

    def subplots(self, *arguments: Any, **named: Any) -> Any:
        """A table of new axes."""
        return self.pyplot.subplots(*arguments, **named)[1]

    def subplot_mosaic(self, *arguments: Any, **named: Any) -> Any:
        """New axes by their names."""
        return defaultdict(self.pyplot.subplot)

    def show(self, *arguments: Any, **named: Any) -> None:
        """Shows it."""
        self.pyplot.board.shown = True

    add_axes, savefig = add_subplot, show


class Pyplot(Axes):
    """What `matplotlib.pyplot` does: all goes to the axes that were made or chosen last."""

    def __init__(self, board: Board) -> None:
        super().__init__(board)
        self.axes_now = Axes(board)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.axes_now, name) if name in DRAWS | SHOWS else super().__getattr__(name)

    def gca(self, *arguments: Any, **named: Any) -> Axes:
        """The axes that are drawn on now."""
        return self.axes_now

    def sca(self, axes: Any) -> None:
        """Chooses axes."""
        self.axes_now = axes if isinstance(axes, Axes) else self.axes_now

    def subplot(self, *arguments: Any, **named: Any) -> Axes:
        """New axes."""
        self.axes_now = Axes(self.board)
        return self.axes_now

    def figure(self, *arguments: Any, **named: Any) -> Figure:
        """A new figure."""
        self.subplot()
        return Figure(self)

    def gcf(self) -> Figure:
        """The figure that is drawn on now."""
        return Figure(self)

    def subplots(self, nrows: Any = 1, ncols: Any = 1, *rest: Any, squeeze: bool = True, **named: Any) -> Any:
        """(a figure, its axes: one, a row of them, or a table)."""
        made = empty((int(nrows), int(ncols)), object)
        for i in range(made.size):
            made.flat[i] = Axes(self.board)
        self.axes_now = made.flat[0]
        if not squeeze:
            return Figure(self), made
        return Figure(self), made.flat[0] if made.size == 1 else made.squeeze()

    def subplot_mosaic(self, *arguments: Any, **named: Any) -> Any:
        """(a figure, its axes by their names)."""
        return Figure(self), defaultdict(self.subplot)

    def yscale(self, *arguments: Any, **named: Any) -> None:
        """A logarithmic axis, or another one."""
        self.axes_now.set_yscale(*arguments)

    def xlabel(self, *arguments: Any, **named: Any) -> None:
        """What stands below."""
        self.axes_now.set_xlabel(*arguments)

    def ylabel(self, *arguments: Any, **named: Any) -> None:
        """What stands beside."""
        self.axes_now.set_ylabel(*arguments)

    axes, subplot2grid = subplot, subplot
