"""The panel of the hidden units: which of them lets something through, for which point, at each step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from ..arrays import Array
from ..pattern import slopes
from ..trial import Trial
from .style import FAINT, Pen, drawable

ROWS = 48
"""Up to so many rows each unit has one for every point; above, one row a unit, or a layer's share."""
COLUMNS = 400
"""So many steps are drawn at most; a screen shows no more."""


@dataclass(frozen=True)
class Strip:
    """Rows of slopes from 0 (nothing passes back) to 1, with the names of the rows."""

    rows: Array
    names: list[str]
    meaning: str


def strip(trial: Trial) -> Strip:
    """The rows for a trial: units by points where few, else the share of points for which a unit is on."""
    lab, history = trial.lab, trial.history
    keep = np.unique(np.linspace(0, len(history.thetas) - 1, COLUMNS).astype(int))
    layers = slopes(lab.network, history.thetas[keep], lab.objective.data.x)
    names = lab.letters.hidden(lab.network)
    relu = lab.network.activation.kinks != ()
    units, n = sum(lab.network.widths[1:-1]), len(lab.objective.data)
    if units * n <= ROWS:
        rows = np.concatenate([layer.transpose(2, 1, 0).reshape(-1, len(keep)) for layer in layers])
        told = [f"{unit}, {_point(x)}" for layer in names for unit in layer for x in lab.objective.data.x]
        return Strip(rows, told, "on" if relu else "slope, of the largest")
    rows = np.concatenate([layer.mean(axis=1).T for layer in layers])
    told = [unit for layer in names for unit in layer]
    return Strip(rows, told, "share of points for which it is on" if relu else "mean slope, of the largest")


def draw_units(axes: Axes, trial: Trial, pen: Pen, named: bool) -> None:
    """One trial's strip; names of the rows only where there is room for them."""
    if trial.lab.network.depth == 1:
        axes.set_axis_off()
        return
    made = strip(trial)
    shades = LinearSegmentedColormap.from_list("passes", [FAINT, pen.colour])
    last = max(trial.history.last, 1)
    count = len(made.rows)
    axes.imshow(
        made.rows, aspect="auto", interpolation="nearest", cmap=shades, vmin=0, vmax=1,
        extent=(-0.5, last + 0.5, count - 0.5, -0.5),
    )  # fmt: skip
    few = count <= 16
    axes.set_yticks(range(count) if few else [0, count - 1])
    names = [drawable(name) for name in (made.names if few else [made.names[0], made.names[-1]])]
    axes.set_yticklabels(names if named else [], parse_math=False)
    axes.tick_params(axis="y", labelsize=8.5, length=0)
    if few:
        axes.set_yticks(np.arange(count - 1) + 0.5, minor=True)
        axes.grid(True, axis="y", which="minor", color="white", linewidth=1.5)
        axes.tick_params(axis="y", which="minor", length=0)
    axes.set_xlabel("step")
    axes.set_title(f"rate {trial.rate:g}, start {trial.start_name}\ncoloured: {made.meaning}", fontsize=9, loc="left")
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True, prune="upper", steps=[1, 2, 5, 10]))
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)


def _point(x: Array) -> str:
    return f"x = ({', '.join(f'{v:g}' for v in x)})"
