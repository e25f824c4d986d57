"""The picture of a survey: what becomes of runs over the rate, how low J comes, and when it is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from ..arrays import Array
from .fit import shrunk, width
from .logs import decades, drawn, fine_marks, log_axis, round_values
from .outcomes import PAINTS
from .style import DOTS, GREY, INK, WIDTH, drawable, figures, plain
from .ticks import SIZE, Side, Ticks, round_ticks, set_ticks


@dataclass(frozen=True, eq=False)
class SurveyPicture:
    """What is drawn: `shares`, `low`, `high` (rates, outcomes), `quantiles` of J and `died` by share, (rates,) each.

    J is known between the `ends`, and `unit` is J(0). `bound` is the rate above which no fit is stable, `rate` that of
    the lab.
    """

    title: str
    rates: Array
    outcomes: Sequence[str]
    shares: Array
    low: Array
    high: Array
    quantiles: Mapping[float, Array]
    died: Mapping[float, Array]
    unit: float
    ends: tuple[float, float]
    steps: int
    is_log: bool
    bound: float | None
    rate: float


LEFT, RIGHT, HIGH, BETWEEN = 0.075, 0.985, 8.4, 0.26
"""Where the panels begin and end, as shares; the picture's height in inches; between panels, in shares of one."""
TITLE, SMALL = 12.0, 9.0
"""Points."""


def draw_survey(found: SurveyPicture) -> Figure:
    """The figure: shares one upon another, each by itself with its interval, J, and the steps at which runs die."""
    figure = Figure(figsize=(WIDTH * 1.25, HIGH), dpi=DOTS)
    across = figure.bbox.width
    ticks, right = _ticks(found, across)
    grid = figure.add_gridspec(2, 2, left=LEFT, right=right, top=0.9, bottom=0.065, hspace=0.3, wspace=BETWEEN)
    panels = [figure.add_subplot(grid[i, j]) for i in (0, 1) for j in (0, 1)]
    for axes, draw in zip(panels, (_stack, _lines, _values, _died), strict=True):
        draw(axes, found)
        _rates(axes, found, ticks)
    title, size = shrunk(drawable(found.title), (RIGHT - LEFT) * across, TITLE, SMALL)
    figure.suptitle(title, parse_math=False, x=LEFT, y=0.985, ha="left", fontsize=size, color=INK)
    _legend(figure, found)
    return figure


def _ticks(found: SurveyPicture, across: float) -> tuple[Ticks, float]:
    """The figures at the rates, and how far right the panels go: the last figure is within the picture, too."""
    side = Side("rate", float(found.rates[0]), float(found.rates[-1]), found.is_log)
    room = across * (RIGHT - LEFT) / (2 + BETWEEN) * 0.97  # about: a little is given to the last figure
    round_ones = round_values(side.low, side.high, decades(side.low, side.high) / 7) if side.is_log else []
    ticks = round_ticks(round_ones) if round_ones else side.across(room)
    beyond = width(ticks.texts[-1], SIZE) / 2 - (1 - side.share(ticks.values[-1])) * room
    return ticks, min(RIGHT, 1 - (beyond + 1) / across)


def _stack(axes: Axes, found: SurveyPicture) -> None:
    below = np.zeros(len(found.rates))
    for name, share in zip(found.outcomes, found.shares.T, strict=True):
        above = below + share
        paint = PAINTS[name]
        axes.fill_between(found.rates, below, above, color=paint.colour, linewidth=0, label=name)
        axes.plot(found.rates, above, color="white", linewidth=0.6)
        below = above
    plain(axes, "rate", "share of the runs")
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))


def _lines(axes: Axes, found: SurveyPicture) -> None:
    """Each share by itself, logarithmically: the few are seen beside the many."""
    least = found.shares[found.shares > 0].min(initial=1.0)
    for i, name in enumerate(found.outcomes):
        share, paint = np.where(found.shares[:, i] > 0, found.shares[:, i], np.nan), PAINTS[name]
        if np.isnan(share).all():
            continue
        axes.fill_between(found.rates, np.maximum(found.low[:, i], least / 10), found.high[:, i],
                          where=~np.isnan(share), color=paint.colour, alpha=0.25, linewidth=0)  # fmt: skip
        axes.plot(found.rates, share, color=paint.colour, linestyle=paint.line, marker=paint.marker, markersize=4,
                  markerfacecolor="white", linewidth=1.5)  # fmt: skip
    plain(axes, "rate", "share (log), with 95 % intervals")
    axes.set_yscale("log")
    axes.set_ylim(least / 2, 1.6)
    log_axis(axes, "y", lambda share: f"{100 * share:g} %", 8)


def _values(axes: Axes, found: SurveyPicture) -> None:
    """The quantiles of the last J, the widest pair as a band; what is beyond the ends lies upon them, and is marked."""
    shares = sorted(found.quantiles)
    curves = {share: np.clip(found.quantiles[share], *drawn(found.ends)) for share in shares}
    pairs = [(low, high) for low, high in zip(shares, reversed(shares), strict=True) if low < high]
    for depth, (low, high) in enumerate(pairs):
        axes.fill_between(found.rates, curves[low], curves[high], color="#0072b2", alpha=0.14 + 0.14 * depth,
                          linewidth=0, label=f"{100 * low:g} to {100 * high:g} % of the runs")  # fmt: skip
    _median(axes, found)
    if found.unit in drawn([found.unit]):  # else it is beyond what is drawn
        axes.axhline(found.unit, color=GREY, linewidth=1, linestyle=":", label=f"J(0) = {found.unit:g}")
    _stretch(axes, np.concatenate([drawn([found.unit]), *curves.values()]))
    plain(axes, "rate", "J at the last step (log)")
    log_axis(axes, "y", figures, 9)
    axes.legend(loc="best", frameon=False, fontsize=8.5)


def _median(axes: Axes, found: SurveyPicture) -> None:
    median, (low, high) = found.quantiles[0.5], drawn(found.ends)
    within = (median >= low) & (median < high)
    if within.any():
        axes.plot(found.rates, np.where(within, median, np.nan), color="#0072b2", linewidth=1.8, marker=".",
                  markersize=4, label="median")  # fmt: skip
    for beyond, at, marker, told in (
        (median < low, low, "v", f"median below {low:.2g}"),
        (median >= high, high, "^", f"median above {high:.2g}, or diverged"),
    ):
        if beyond.any():
            axes.plot(found.rates[beyond], np.full(beyond.sum(), at), color="#0072b2", linestyle="none", marker=marker,
                      markersize=5, clip_on=False, label=told)  # fmt: skip


def _stretch(axes: Axes, values: Array) -> None:
    """An axis on which these lie, with room on both sides."""
    low, high = float(values.min()), float(values.max())
    room = 10 ** (0.05 * decades(low, high) + 0.1)
    axes.set_ylim(low / room, high * room)
    axes.set_yscale("log")


def _died(axes: Axes, found: SurveyPicture) -> None:
    """The steps at which runs die: the median, and from a tenth to nine tenths."""
    shares = sorted(found.died)
    if np.isnan(found.died[0.5]).all():
        axes.annotate("no run dies", (0.5, 0.5), xycoords="axes fraction", ha="center", color=GREY)
    else:
        axes.fill_between(found.rates, found.died[shares[0]], found.died[shares[-1]], color=PAINTS["dead"].colour,
                          alpha=0.2, linewidth=0, label="a tenth to nine tenths")  # fmt: skip
        axes.plot(found.rates, found.died[0.5], color=PAINTS["dead"].colour, linewidth=1.8, marker="v", markersize=4,
                  label="median")  # fmt: skip
        axes.legend(loc="best", frameon=False, fontsize=8.5)
    plain(axes, "rate", "step at which the dead died")
    axes.set_ylim(-0.02 * found.steps, 1.02 * found.steps)


def _rates(axes: Axes, found: SurveyPicture, ticks: Ticks) -> None:
    low, high = float(found.rates[0]), float(found.rates[-1])
    axes.set_xlim(low, high)
    if found.is_log:
        axes.set_xscale("log")  # only now: by itself it would make room beyond the ends, where numbers may end
    set_ticks(axes.xaxis, ticks)
    if found.is_log:
        fine_marks(axes, "x", low, high)
    for at, line, _ in _verticals(found):
        axes.axvline(at, color=INK, linestyle=line, linewidth=1.1)


def _verticals(found: SurveyPicture) -> list[tuple[float, Literal["--", ":"], str]]:
    """The rates that are drawn as lines, as far as they lie within the picture: where, how, and what they are."""
    lines: list[tuple[float, Literal["--", ":"], str]] = [(found.rate, ":", f"the lab's rate {found.rate:g}")]
    if found.bound is not None:
        lines.insert(0, (found.bound, "--", f"bound {found.bound:.5g}: no perfect fit is stable above"))
    return [line for line in lines if found.rates[0] <= line[0] <= found.rates[-1]]


def _legend(figure: Figure, found: SurveyPicture) -> None:
    present = [name for name, share in zip(found.outcomes, found.shares.T, strict=True) if share.any()]
    handles = [
        Line2D([], [], color=PAINTS[name].colour, linestyle=PAINTS[name].line, marker=PAINTS[name].marker,
               markerfacecolor="white", markersize=5, label=name) for name in present
    ]  # fmt: skip
    handles += [
        Line2D([], [], color=INK, linestyle=line, linewidth=1.1, label=told) for _, line, told in _verticals(found)
    ]
    handle, apart, border = 2.4, 1.4, 0.4  # in letters
    letters = len(handles) * (handle + 0.8 + apart) - apart + 2 * border
    taken = sum(width(str(h.get_label()), SMALL) for h in handles) + letters * SMALL * DOTS / 72
    rows = 1 if taken < (1 - 0.068) * figure.bbox.width else 2
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.068, 0.958 + 0.006 * (rows - 1)),
                  ncols=-(-len(handles) // rows), frameon=False, fontsize=SMALL, columnspacing=apart,
                  handlelength=handle, borderpad=border / rows, labelspacing=0.3)  # fmt: skip
