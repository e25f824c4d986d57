"""Recording curves: what a call of plot, in any of its forms, drew on which axes, and from which line."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from numpy import arange

from .answer import Array, Curve
from .leaves import NotNumbersError, leaves

DRAWS = {"plot", "semilogy", "semilogx", "loglog", "scatter", "step", "stem", "errorbar", "bar", "plot_date"}
OTHER_DRAWS = {"lineplot", "scatterplot", "regplot", "relplot", "line", "Scatter", "Scattergl", "circle"}
"""Those of seaborn, plotly and bokeh."""
MOST_CURVES = 2_000
MOST_POINTS = 2_000_000
LONGEST_LABEL = 200


@dataclass
class Scale:
    """What is set on axes, also after something was drawn there."""

    log_y: bool = False
    xlabel: str = ""
    ylabel: str = ""


@dataclass
class Board:
    """All that was drawn. `files` are the student's, whose lines count."""

    files: Container[str]
    shown: bool = False
    points: int = 0
    drawn: list[tuple[Curve, Scale]] = field(default_factory=list)

    def curves(self) -> tuple[Curve, ...]:
        """The curves, with their axes as these are now."""
        return tuple(
            Curve(c.call, c.x, c.y, c.line, scale.log_y, c.label, scale.xlabel, scale.ylabel) for c, scale in self.drawn
        )

    def draw(self, call: str, scale: Scale, arguments: tuple[Any, ...], named: dict[str, Any]) -> list[int]:
        """Records the curves of one call; returns their places, -1 for one that is not kept."""
        if call in ("semilogy", "loglog"):
            scale.log_y = True
        label = text(named.get("label", named.get("name", "")))
        pairs = _pairs(_with_names(call, arguments, named))
        return [self._keep(Curve(call, x, y, self.line(), label=label), scale) for x, y in pairs]

    def _keep(self, curve: Curve, scale: Scale) -> int:
        if len(self.drawn) >= MOST_CURVES or self.points >= MOST_POINTS:
            return -1
        self.points += curve.y.size
        self.drawn.append((curve, scale))
        return len(self.drawn) - 1

    def draw_again(self, place: int, x: Array | None, y: Array) -> None:
        """Other numbers for a curve that is there."""
        if place >= 0 and self.points < MOST_POINTS:
            curve, scale = self.drawn[place]
            self.points += y.size - curve.y.size
            self.drawn[place] = replace(curve, x=x if x is None or x.size == y.size else None, y=y), scale

    def line(self) -> int:
        """The line of the student's file from which this is called; 0 for none."""
        frame = sys._getframe(1)
        while frame.f_back is not None and frame.f_code.co_filename not in self.files:
            frame = frame.f_back
        return frame.f_lineno if frame.f_code.co_filename in self.files else 0


def text(value: Any) -> str:
    """A label, where it is a text, of bounded length."""
    return value[:LONGEST_LABEL] if type(value) is str else ""


def _with_names(call: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
    """The arguments by place, with x and y that were given by name, and columns of `data` that were."""
    table = named.get("data")
    given = [*arguments, *(named[name] for name in ("x", "y") if named.get(name) is not None)]
    if not given and table is not None:
        return [table]
    if table is not None:
        given = [table[one] if type(one) is str and one in table else one for one in given]
    return given[:2] if call in OTHER_DRAWS else given


def _pairs(arguments: list[Any]) -> Iterator[tuple[Array | None, Array]]:
    """The curves of `[x], y, [format], [x], y, [format], ...`; a table has one curve in each column."""
    rest = [numbers(one) if type(one) is not str else None for one in arguments]
    while rest:
        first = rest.pop(0)
        if first is None:
            continue
        second = rest.pop(0) if rest and rest[0] is not None else None
        x, y = (None, first) if second is None else (first, second)
        for column in y.reshape(y.shape[0], -1).T if y.ndim == 2 else [y.ravel()]:
            yield (None if x is None else x.ravel() if x.size == column.size else arange(1.0 * column.size)), column


def numbers(value: Any) -> Array | None:
    """What is drawn, as one array; None where it is none."""
    try:
        found = leaves(value, merge=True, most=MOST_POINTS)
    except NotNumbersError:
        return None
    return found[0][0] if len(found) == 1 else None
