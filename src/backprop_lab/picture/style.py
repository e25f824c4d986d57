"""How pictures look: the colours, the second sign beside each colour, and the sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes

GREY, FAINT, INK = "#6b6b6b", "#e9e9e9", "#222222"
DOTS = 110
"""Dots per inch of a PNG."""
WIDTH = 9.0
"""Inches."""


@dataclass(frozen=True)
class Pen:
    """A colour (from Okabe and Ito's set) and what tells it apart without colour."""

    colour: str
    line: Any
    marker: str


PENS = (Pen("#d55e00", "-", "o"), Pen("#0072b2", (0, (5, 1.5)), "s"), Pen("#009e73", (0, (1, 1)), "^"))
"""Vermilion and solid for the run, blue and dashed, green and dotted for those beside it."""


def plain(axes: Axes, x: str, y: str) -> None:
    """Names on both axes, a faint grid, no box."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(True, color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
