"""The picture of a survey: what becomes of runs over the rate, how low J comes, and when it is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from ..arrays import Array
from .outcomes import PAINTS
from .style import DOTS, GREY, INK, WIDTH, drawable, figures, log_axis, plain


@dataclass(frozen=True, eq=False)
class SurveyPicture:
    """What is drawn: `shares`, `low`, `high` (rates, outcomes), `quantiles` of J and `died` by share, (rates,) each.

    `bound` is the rate above which no fit is stable, `rate` the lab's own.
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
    steps: int
    is_log: bool
    bound: float | None
    rate: float


def draw_survey(found: SurveyPicture) -> Figure:
    """The figure: shares one upon another, each by itself with its interval, J, and the steps at which runs die."""
    figure = Figure(figsize=(WIDTH * 1.25, 8.4), dpi=DOTS)
    grid = figure.add_gridspec(2, 2, left=0.075, right=0.985, top=0.9, bottom=0.065, hspace=0.3, wspace=0.26)
    panels = [figure.add_subplot(grid[i, j]) for i in (0, 1) for j in (0, 1)]
    for axes, draw in zip(panels, (_stack, _lines, _values, _died), strict=True):
        draw(axes, found)
        _rates(axes, found)
    figure.suptitle(drawable(found.title), parse_math=False, x=0.075, y=0.985, ha="left", fontsize=12, color=INK)
    _legend(figure, found)
    return figure


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
    """The quantiles of the last J, the widest pair as a band."""
    shares = sorted(found.quantiles)
    most = 1e3 * found.unit
    curves = {share: np.clip(found.quantiles[share], found.unit * 1e-12, most) for share in shares}
    pairs = [(low, high) for low, high in zip(shares, reversed(shares), strict=True) if low < high]
    for depth, (low, high) in enumerate(pairs):
        axes.fill_between(found.rates, curves[low], curves[high], color="#0072b2", alpha=0.14 + 0.14 * depth,
                          linewidth=0, label=f"{100 * low:g} to {100 * high:g} % of the runs")  # fmt: skip
    axes.plot(found.rates, curves[0.5], color="#0072b2", linewidth=1.8, label="median")
    axes.axhline(found.unit, color=GREY, linewidth=1, linestyle=":", label=f"J(0) = {found.unit:g}")
    axes.set_yscale("log")
    log_axis(axes, "y", figures, 9)
    plain(axes, "rate", "J at the last step (log)")
    axes.legend(loc="best", frameon=False, fontsize=8.5)


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


def _rates(axes: Axes, found: SurveyPicture) -> None:
    if found.is_log:
        axes.set_xscale("log")
    if len(found.rates) > 1:
        axes.set_xlim(found.rates[0], found.rates[-1])
    if found.is_log:
        log_axis(axes, "x", figures, 7)
    low, high = axes.get_xlim()
    for at, line in ((found.bound, "--"), (found.rate, ":")):
        if at is not None and low <= at <= high:
            axes.axvline(at, color=INK, linestyle=line, linewidth=1.1)


def _legend(figure: Figure, found: SurveyPicture) -> None:
    present = [name for name, share in zip(found.outcomes, found.shares.T, strict=True) if share.any()]
    handles = [
        Line2D([], [], color=PAINTS[name].colour, linestyle=PAINTS[name].line, marker=PAINTS[name].marker,
               markerfacecolor="white", markersize=5, label=name) for name in present
    ]  # fmt: skip
    if found.bound is not None:
        handles.append(Line2D([], [], color=INK, linestyle="--", linewidth=1.1,
                              label=f"bound {found.bound:.5g}: no perfect fit is stable above"))  # fmt: skip
    handles.append(Line2D([], [], color=INK, linestyle=":", linewidth=1.1, label=f"the lab's rate {found.rate:g}"))
    figure.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.068, 0.958), ncols=8, frameon=False,
                  fontsize=9, columnspacing=1.4, handlelength=2.4)  # fmt: skip
