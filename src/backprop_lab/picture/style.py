"""How pictures look: the colours, the second sign beside each colour, and the sizes."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.font_manager import findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from ..errors import plain as plain_text

GREY, FAINT, INK = "#6b6b6b", "#e9e9e9", "#222222"
DOTS = 110
"""Dots per inch of a PNG."""
WIDTH = 9.0
"""Inches."""
SMALL = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Pen:
    """A colour (from Okabe and Ito's set) and what tells it apart without colour."""

    colour: str
    line: Any
    marker: str


PENS = (Pen("#d55e00", "-", "o"), Pen("#0072b2", (0, (5, 1.5)), "s"), Pen("#009e73", (0, (1, 1)), "^"))
"""Vermilion and solid for the run, blue and dashed, green and dotted for those beside it."""


def drawable(text: str) -> str:
    """A text as the picture's font can draw it: question marks for what it lacks."""
    font = get_font(findfont("DejaVu Sans"))
    return "".join(c if font.get_char_index(ord(c)) else "?" for c in plain_text(text))


def plain(axes: Axes, x: str, y: str) -> None:
    """Names on both axes, a faint grid, no box."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(True, color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def logarithmic(axes: Axes, **scale: Any) -> None:
    """A logarithmic axis (linear about 0 with `linthresh`), its ticks in plain figures: 10000, 0.01, 1e-07."""
    axes.set_yscale("symlog" if scale else "log", **scale)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())


def log_axis(
    axes: Axes, which: Literal["x", "y"], told: Callable[[float], str], most: float, high: float = math.inf
) -> None:
    """Ticks with their figures, and fine marks, on a logarithmic axis whose ends are settled.

    There is room for `most` ticks along the axis. Neither they nor the marks go beyond `high`.
    """
    axis = axes.xaxis if which == "x" else axes.yaxis
    low, top = axis.get_view_interval()
    high = min(high, top)
    ticks = _ticks(low, high, math.log10(top / low) / most)
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter([told(v) for v in ticks]))
    axis.set_minor_locator(NullLocator())
    _fine_marks(axes, which, _within(low, high, range(1, 10)))


def figures(value: float) -> str:
    """10000, 0.01, 1e-07."""
    return f"{value:g}"


def power(value: float) -> str:
    """10⁶, or 2·10⁶: with Unicode's small figures no formula has to be set."""
    digit, exponent = f"{value:.0e}".split("e")
    ten = "10" + str(int(exponent)).translate(SMALL)
    return ten if digit == "1" else f"{digit}·{ten}"


def _ticks(low: float, high: float, apart: float) -> list[float]:
    """Round numbers at least so many decades apart: 1, 2 and 5 times the powers of ten, or every so many-th power.

    Where the ends are so near that hardly one lies between them, those of a linear axis.
    """
    if apart <= math.log10(2):
        found = _within(low, high, (1, 2, 5))
        return found if len(found) > 1 else [v for v in MaxNLocator(5).tick_values(low, high) if low <= v <= high]
    return [v for v in _within(low, high, (1,)) if round(math.log10(v)) % math.ceil(apart) == 0]


def _within(low: float, high: float, digits: Sequence[int]) -> list[float]:
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    near = 1e-9  # an end may be a rounding away from the power of ten that it stands for
    return [
        v for v in (float(f"{m}e{e}") for e in decades for m in digits) if low * (1 - near) <= v <= high * (1 + near)
    ]


def _fine_marks(axes: Axes, which: Literal["x", "y"], at: Sequence[float]) -> None:
    """One line for all marks: as ticks of their own they would take most of the time in which a picture is drawn."""
    edge, marks = [0.0] * len(at), Line2D([], [], linestyle="none", markersize=2, markeredgewidth=0.6, color="black")
    if which == "x":
        marks.set(data=(at, edge), marker=TICKDOWN, transform=axes.get_xaxis_transform(), clip_on=False)
    else:
        marks.set(data=(edge, at), marker=TICKLEFT, transform=axes.get_yaxis_transform(), clip_on=False)
    axes.add_artist(marks)
