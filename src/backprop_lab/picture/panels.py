"""The panels of a run's picture: J over the steps, and the sharpness against the method's limit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..arrays import Array
from ..bound import smallest_sharpness, stability_limit
from ..trial import Trial
from .style import GREY, PENS, Pen, logarithmic, plain

LOG_FROM = 30.0
"""An axis is logarithmic where its values span more than this factor."""
LONGEST = 55
"""A legend has two columns as long as no entry is longer."""
FLOOR, CEILING, HIGHEST = 1e-32, 1e8, 1e300
"""J is drawn from and up to these shares of its scale, and below the last: beyond, a curve runs out of the picture."""


def draw_values(axes: Axes, trials: Sequence[Trial]) -> None:
    """J of every trial, with the step where its outcome was decided marked and named."""
    objective = trials[0].lab.objective
    scale = max([objective.at_zero, *(float(t.values[0]) for t in trials if np.isfinite(t.values[0]))])
    floor, ceiling = FLOOR * min(scale, HIGHEST), min(CEILING * scale, HIGHEST)
    curves = [np.clip(np.nan_to_num(t.values, nan=ceiling), floor, ceiling) for t in trials]
    low, high = min(c.min() for c in curves), max(c.max() for c in curves)
    spread = bool(high > LOG_FROM * low)
    for trial, curve, pen in zip(trials, curves, PENS, strict=False):
        label = f"rate {trial.rate:g}, start {trial.start_name}: {_told(trial)}"
        # What lies beyond is drawn just beyond, so that the line leaves the picture there.
        seen = np.where(curve < trial.values, 1e3 * curve, np.where(curve > trial.values, 1e-3 * curve, curve))
        axes.plot(seen, color=pen.colour, linestyle=pen.line, linewidth=1.8, label=label)
        step = min(trial.outcome.step, trial.history.last)
        axes.plot([step], [curve[step]], pen.marker, color=pen.colour, markersize=8, markerfacecolor="white",
                  markeredgewidth=2, zorder=4, clip_on=False)  # fmt: skip
    if spread:
        logarithmic(axes)
    room = (high / low) ** 0.05 if spread else 1.0
    pad = 0.0 if spread else 0.05 * (high - low or abs(high) or 1.0)
    axes.set_ylim(low / room - pad, high * room + pad)
    plain(axes, "step", "J (log)" if spread else "J")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    _legend(axes)


def _told(trial: Trial) -> str:
    name, step = trial.outcome.name, trial.outcome.step
    if step == 0:
        return f"{name} from the start"
    return f"{name}, J = {trial.values[-1]:.4g}" if name == "falling" else f"{name} at step {step}"


def draw_sharpness(axes: Axes, trials: Sequence[Trial]) -> None:
    """The sharpness at every step it was computed for, against what the rate allows and a perfect fit needs."""
    levels: list[float] = []
    ends = (0.995, 0.8, 0.6)  # where the names of the limits stand, so that they never meet
    named: set[float] = set()
    for trial, pen, end in zip(trials, PENS, ends, strict=False):
        if trial.history.sharpness is not None:
            levels += _curve(axes, trial, trial.history.sharpness, pen)
        if trial.rate not in named:
            levels += _limit(axes, trial, pen, end)
        named.add(trial.rate)
    least = smallest_sharpness(trials[0].lab.objective)
    if least:
        axes.axhline(least, color=GREY, linestyle="-.", linewidth=1.2,
                     label=f"least sharpness of a perfect fit: {least:.5g}")  # fmt: skip
        levels.append(least)
    plain(axes, "step", "sharpness")
    _scale(axes, levels)
    if axes.get_legend_handles_labels()[0]:
        _legend(axes)


def _curve(axes: Axes, trial: Trial, curve: Array, pen: Pen) -> list[float]:
    steps = np.flatnonzero(np.isfinite(curve))
    marker = pen.marker if len(steps) < len(curve) else ""
    axes.plot(steps, curve[steps], color=pen.colour, linestyle=pen.line, linewidth=1.8, marker=marker,
              markersize=4, label=f"sharpness, rate {trial.rate:g}, start {trial.start_name}")  # fmt: skip
    return [float(v) for v in curve[steps]]


def _limit(axes: Axes, trial: Trial, pen: Pen, end: float) -> list[float]:
    limit = stability_limit(trial.lab.method)
    if limit is None:
        return []
    edge = limit / trial.rate
    axes.axhline(edge, color=pen.colour, linestyle=":", linewidth=1.4)
    axes.annotate(f"{limit:.3g}/rate = {edge:.4g}", (end, edge), xycoords=("axes fraction", "data"), ha="right",
                  va="bottom", color=pen.colour, fontsize=8.5)  # fmt: skip
    return [edge]


def _scale(axes: Axes, levels: list[float]) -> None:
    """Linear where the levels lie close together, else logarithmic with a stretch around 0 that is linear."""
    levels = [v for v in levels if np.isfinite(v)]
    positive = [v for v in levels if 0 < v < HIGHEST]
    if not positive:
        return
    high, low = max(positive), max(min(levels), -HIGHEST)
    if high <= LOG_FROM * min(positive) and low >= 0:
        axes.set_ylim(0 if low < high / 3 else None, high * 1.15)
        return
    logarithmic(axes, linthresh=high * 1e-3)
    axes.set_ylim(1.5 * low if low < 0 else -high * 2e-4, high * 3)


def _legend(axes: Axes) -> None:
    """Above the axes, where it covers nothing."""
    names = axes.get_legend_handles_labels()[1]
    columns = 2 if max(map(len, names)) <= LONGEST else 1
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 0.99), ncols=columns, frameon=False, fontsize=9,
                borderaxespad=0.2, columnspacing=1.6)  # fmt: skip
