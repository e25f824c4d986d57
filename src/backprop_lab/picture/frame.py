"""How large a plane's picture is: the plane itself, and what the texts round it take."""

from __future__ import annotations

from dataclasses import dataclass

from .fit import width, wrapped
from .style import DOTS, drawable
from .ticks import SIZE, Side, Ticks

SIDE, LEFT, BELOW, ABOVE = 2.75, 0.85, 0.62, 0.5
"""Inches: the legend's width, and what is left free round the plane, as far as its texts do not take more."""
TITLE = 11.0
LINE = {TITLE: 0.19, SIZE: 0.17}
"""Inches from a line of text of this size to the next."""
NARROWEST, LOWEST = 1.6, 3.6
"""Inches: a plane is no smaller."""
GAP = 0.085
"""Inches from the plane to the figures, and from them to the name."""


@dataclass(frozen=True)
class Frame:
    """Inches; the figures at the axes, the names and the title in lines."""

    wide: float
    high: float
    left: float
    below: float
    above: float
    across: Ticks
    up: Ticks
    under: list[str]
    beside: list[str]
    title: list[str]

    @property
    def size(self) -> tuple[float, float]:
        """Of the whole picture."""
        return self.left + self.wide + SIDE, self.below + self.high + self.above

    def place(self, left: float, below: float, wide: float, high: float) -> tuple[float, float, float, float]:
        """A part of the picture, as shares of it."""
        across, up = self.size
        return left / across, below / up, wide / across, high / up


def framed(x: Side, y: Side, title: str, wide: float, high: float) -> Frame:
    """What there must be round a plane so wide and so high, which is made larger where no figures fit beside it."""
    wide, high = max(wide, NARROWEST), max(high, LOWEST)
    up = y.up()
    beside = wrapped(drawable(y.named(up)), high * DOTS, SIZE)
    figures = max((width(text, SIZE) for text in up.texts), default=0) / DOTS
    left = max(LEFT, figures + len(beside) * LINE[SIZE] + 2 * GAP)
    across = x.across(wide * DOTS, left * DOTS, SIDE * DOTS)
    under = wrapped(drawable(x.named(across)), (wide + 2 * min(left, SIDE)) * DOTS, SIZE)
    lines = wrapped(title, (wide + SIDE - 0.1) * DOTS, TITLE, 8)
    return Frame(
        wide, high, left, BELOW + (len(under) - 1) * LINE[SIZE], ABOVE + (len(lines) - 1) * LINE[TITLE], across, up,
        under, beside, lines,
    )  # fmt: skip
