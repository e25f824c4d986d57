"""Logarithmic axes: few ticks with round figures, and fine marks between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT

from ..arrays import Array
from .ticks import Ticks, linear, set_ticks

Which = Literal["x", "y"]
LEAST, MOST = 1e-280, 1e280
"""Numbers of J are drawn up to there: there is room on both sides before numbers end."""
MANY = 60
"""Along so many decades fine marks would be a bar."""


def drawn(values: Sequence[float] | Array) -> Array:
    """The values as they are drawn: what lies beyond is put at the end."""
    return np.clip(values, LEAST, MOST)


def log_axis(axes: Axes, which: Which, told: Callable[[float], str], most: float, high: float = math.inf) -> None:
    """Ticks with their figures, and fine marks, on a logarithmic axis whose ends are settled and which has its name.

    There is room for `most` ticks along the axis. Neither they nor the marks go beyond `high`.
    """
    axis = axes.xaxis if which == "x" else axes.yaxis
    low, top = axis.get_view_interval()
    high = min(high, top)
    values = round_values(low, high, decades(low, top) / most)
    ticks = Ticks(values, []) if values else linear(low, high, 5)
    set_ticks(axis, ticks if ticks.less else Ticks(ticks.values, [told(v) for v in ticks.values]))
    fine_marks(axes, which, low, high)


def decades(low: float, high: float) -> float:
    """How many powers of ten lie between them, also where their ratio is beyond all numbers."""
    return math.log10(high) - math.log10(low)


def round_values(low: float, high: float, apart: float) -> list[float]:
    """Values so many decades apart: 1, 2 and 5 times the powers of ten, or every so many-th power.

    None where the ends are so near that hardly one lies between them.
    """
    if apart <= math.log10(2):
        found = _within(low, high, (1, 2, 5))
        return found if len(found) > 1 else []
    return [v for v in _within(low, high, (1,)) if round(math.log10(v)) % math.ceil(apart) == 0]


def _within(low: float, high: float, digits: Sequence[int]) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    near = 1e-9  # an end may be a rounding away from the power of ten that it stands for
    return [
        v
        for v in (float(f"{m}e{e}") for e in powers for m in digits)
        if 0 < v < math.inf and low * (1 - near) <= v <= high * (1 + near)
    ]


def fine_marks(axes: Axes, which: Which, low: float, high: float) -> None:
    """One line for all marks: as ticks of their own they would take most of the time in which a picture is drawn."""
    if decades(low, high) > MANY:
        return
    at = _within(low, high, range(1, 10))
    edge, marks = [0.0] * len(at), Line2D([], [], linestyle="none", markersize=2, markeredgewidth=0.6, color="black")
    if which == "x":
        marks.set(data=(at, edge), marker=TICKDOWN, transform=axes.get_xaxis_transform(), clip_on=False)
    else:
        marks.set(data=(edge, at), marker=TICKLEFT, transform=axes.get_yaxis_transform(), clip_on=False)
    axes.add_artist(marks)
