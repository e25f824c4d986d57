"""The plot of J in the terminal: the run as a line, those beside it as letters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..trial import Trial

WIDTH, HEIGHT = 50, 12
LOG_FROM = 30.0
FLOOR, CEILING, HIGHEST = 1e-12, 1e6, 1e300
"""J is drawn from and up to these shares of its scale, and never above the last."""
MARKERS = ("", "o", "x")


def curve(trials: Sequence[Trial], width: int) -> str:
    """The plot as text, without colour, with a line below it that says which is which."""
    import plotille

    values = [np.nan_to_num(t.values, nan=HIGHEST, posinf=HIGHEST) for t in trials]
    scale = max(trials[0].lab.objective.at_zero, float(np.min(values[0])))
    clipped = [np.clip(v, FLOOR * scale, min(CEILING * scale, HIGHEST)) for v in values]
    cut = any(bool((v != c).any()) for v, c in zip(values, clipped, strict=True))
    values = clipped
    low, high = min(float(v.min()) for v in values), max(float(v.max()) for v in values)
    log = high > LOG_FROM * low
    figure = plotille.Figure()
    figure.width, figure.height, figure.with_colors = min(WIDTH, max(20, width - 24)), HEIGHT, False
    figure.x_label, figure.y_label = "step", "J"
    figure.origin = False
    longest = max(1, *(len(v) - 1 for v in values))
    figure.set_x_limits(0, longest)
    _limits(figure, low, high, log)
    for marker, series in list(zip(MARKERS, values, strict=False))[::-1]:
        steps = _thinned(len(series), 2 * figure.width)
        heights = (np.log10(series[steps]) if log else series[steps]).tolist()
        figure.plot(steps.tolist(), heights, interp=None if marker else "linear", marker=marker or None)
    return figure.show() + "\n" + _legend(trials) + ("\nJ goes on beyond the edge of the plot" if cut else "")


def _limits(figure: Any, low: float, high: float, log: bool) -> None:
    """Decades at the ends of a logarithmic axis; 0 at the foot of a linear one unless it is far away."""
    if log:
        bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
        figure.height = (top - bottom) * max(1, round(HEIGHT / (top - bottom)))
        figure.set_y_limits(bottom, top)
    else:
        pad = max(high - low, abs(high) * 0.05, 1e-300)
        figure.set_y_limits(low - 0.1 * pad if low > pad else 0, high + 0.1 * pad)
    rows = figure.height

    def label(value: float, chars: int, delta: float, left: bool = False) -> str:
        if left:  # the axis of the steps
            whole = abs(value - round(value)) < 1e-9
            return (f"{value:.0f}" if whole else "").ljust(chars)
        if not log:
            return f"{value:.4g}".rjust(chars)
        near = round(value)
        at_decade = abs(value - near) < delta / rows / 2
        return (f"{float(f'1e{near}'):g}" if at_decade else "").rjust(chars)

    figure.register_label_formatter(float, label)
    figure.register_label_formatter(int, label)


def _thinned(count: int, most: int) -> Any:
    return np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))


def _legend(trials: Sequence[Trial]) -> str:
    told = [
        f"{marker or 'line'}: rate {trial.rate:g}, start {trial.start_name}"
        for marker, trial in zip(MARKERS, trials, strict=False)
    ]
    return "\n".join(told)
