"""The picture of a survey at one rate: what becomes of the runs, where J ends, and when it is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from ..arrays import Array
from .fit import shrunk
from .logs import drawn, log_axis
from .outcomes import PAINTS
from .style import DOTS, GREY, INK, WIDTH, drawable, figures, plain, power

BAR = 0.62
PLAIN = 10_000
"""Up to so many runs their number is written out."""
FEWEST = 1e-12
"""J is drawn down to this share of J(0)."""


@dataclass(frozen=True, eq=False)
class RatePicture:
    """What is drawn: `shares`, `low`, `high` (outcomes,), with the shares in words; `values` counts J between `edges`.

    `decided` counts, for some outcomes, the steps between `step_edges`.
    """

    title: str
    outcomes: Sequence[str]
    shares: Array
    told: Sequence[str]
    low: Array
    high: Array
    edges: Array
    values: NDArray[np.int64]
    unit: float
    step_edges: NDArray[np.int64]
    decided: Mapping[str, NDArray[np.int64]]


def draw_rate(found: RatePicture) -> Figure:
    """The figure."""
    figure = Figure(figsize=(WIDTH * 1.4, 4.2), dpi=DOTS)
    grid = figure.add_gridspec(1, 3, left=0.085, right=0.985, top=0.84, bottom=0.14, wspace=0.26)
    for column, draw in enumerate((_shares, _values, _steps)):
        draw(figure.add_subplot(grid[0, column]), found)
    title, size = shrunk(drawable(found.title), 0.9 * figure.bbox.width, 12, 9)
    figure.suptitle(title, parse_math=False, x=0.085, y=0.965, ha="left", fontsize=size, color=INK)
    return figure


def _shares(axes: Axes, found: RatePicture) -> None:
    """A bar for each outcome that there is, with its 95 % interval, logarithmic so that the few are seen."""
    present = [i for i in np.argsort(found.shares, kind="stable") if found.shares[i] > 0]
    least = found.shares[present].min()
    for row, i in enumerate(present):
        axes.barh(row, found.shares[i], BAR, color=PAINTS[found.outcomes[i]].colour)
        axes.plot([max(found.low[i], least / 10), found.high[i]], [row, row], color=INK, linewidth=1.2)
        axes.annotate(found.told[i], (found.high[i], row), xytext=(4, 0), textcoords="offset points", va="center",
                      fontsize=9)  # fmt: skip
    plain(axes, "share of the runs (log), with 95 % intervals", "")
    axes.set_xscale("log")
    axes.set_xlim(least / 6, 40)
    log_axis(axes, "x", lambda share: f"{100 * share:g} %", 5, high=1)
    axes.set_yticks(range(len(present)), [found.outcomes[i] for i in present])
    axes.grid(False, axis="y")


def _values(axes: Axes, found: RatePicture) -> None:
    """How many runs end at which J, both logarithmic."""
    edges, unit = drawn(found.edges), float(drawn([found.unit])[0])
    lower = np.concatenate([[edges[0] / 2], edges, [edges[-1] * 2]])
    counts = found.values[: len(lower) - 1]
    seen = (lower[:-1] >= unit * FEWEST) & (counts > 0)
    if seen.any():
        axes.bar(lower[:-1][seen], counts[seen], np.diff(lower)[seen], align="edge", color="#0072b2", linewidth=0)
    _at_zero(axes, unit, lower[:-1][seen])
    axes.axvline(unit, color=GREY, linewidth=1, linestyle=":", label=f"J(0) = {found.unit:g}")
    axes.set_xscale("log")
    axes.set_yscale("log")
    plain(axes, "J at the last step (log)", "runs (log)")
    log_axis(axes, "x", figures, 5)
    log_axis(axes, "y", power if counts.max() > PLAIN else figures, 8)
    axes.legend(loc="upper left", frameon=False, fontsize=8.5)


def _at_zero(axes: Axes, unit: float, seen: Array) -> None:
    """Room on both sides, also where all runs end at one J."""
    low, high = (seen.min(), seen.max()) if len(seen) else (unit, unit)
    axes.set_xlim(min(low, unit) / 3, max(high, unit) * 3)


def _steps(axes: Axes, found: RatePicture) -> None:
    """The share of those that are dead, and fitted, which were so by each step."""
    drawn: list[Any] = []
    for name, counts in found.decided.items():
        if counts.any():
            paint = PAINTS[name]
            so_far = np.cumsum(counts) / counts.sum()
            drawn += axes.step(found.step_edges[:-1], so_far, where="post", color=paint.colour, linestyle=paint.line,
                               linewidth=1.8, label=name)  # fmt: skip
    plain(axes, "step", "share that was so by this step")
    axes.set_ylim(0, 1.03)
    axes.set_xlim(-0.01 * found.step_edges[-1], found.step_edges[-1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g} %"))
    if drawn:
        axes.legend(loc="center right", frameon=False, fontsize=8.5)
    else:
        axes.annotate("none is fitted or dead", (0.5, 0.5), xycoords="axes fraction", ha="center", color=GREY)
