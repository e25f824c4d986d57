"""A run's picture: J above, the sharpness below it, and the units of each trial side by side."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from ..trial import Trial
from .panels import draw_sharpness, draw_values
from .style import DOTS, INK, PENS, WIDTH, drawable
from .units import draw_units


def draw_run(trials: Sequence[Trial]) -> Figure:
    """The figure of up to three trials, with the sharpness of those whose history has it."""
    top = 0.925 if len(trials) > 2 else 0.945  # a third trial needs a second line in the legend
    figure = Figure(figsize=(WIDTH, 9.4), dpi=DOTS)
    grid = figure.add_gridspec(
        3, len(trials), height_ratios=(1.25, 1, 0.95), left=0.125, right=0.975, top=top, bottom=0.055,
        hspace=0.42, wspace=0.1,
    )  # fmt: skip
    values = figure.add_subplot(grid[0, :])
    draw_values(values, trials)
    draw_sharpness(figure.add_subplot(grid[1, :], sharex=values), trials)
    for column, (trial, pen) in enumerate(zip(trials, PENS, strict=False)):
        draw_units(figure.add_subplot(grid[2, column]), trial, pen, named=column == 0)
    lab = trials[0].lab
    title = drawable(lab.title or lab.name)
    figure.suptitle(title, parse_math=False, x=0.125, y=0.985, ha="left", fontsize=12, color=INK)
    return figure
