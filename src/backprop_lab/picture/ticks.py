"""The figures at an axis: round, told apart by as many digits as it takes, and so few that none lies upon another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext
from itertools import pairwise

from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator, NullLocator

from .fit import lie_apart, width

SIZE = 10.0
"""Points."""
STEPS = (1, 2, 2.5, 5, 10)
"""Figures lie so far apart, times a power of ten."""
PLAIN = 6
"""A figure has so many digits; where that is too few, what all have in common is taken off and told once."""


@dataclass(frozen=True)
class Ticks:
    """Values with their figures, and what was taken off each of them, to be told behind the axis' name."""

    values: Sequence[float]
    texts: Sequence[str]
    less: str = ""


@dataclass(frozen=True)
class Side:
    """An axis as it is drawn: its name, its ends, whether it is logarithmic."""

    name: str
    low: float
    high: float
    is_log: bool

    def share(self, value: float) -> float:
        """Where a value lies along the axis: 0 is its lower end, 1 its upper. Exact also where the ends are near."""
        if self.is_log:
            return _ratio(value, self.low) / _ratio(self.high, self.low)
        return (value - self.low) / (self.high - self.low)

    def named(self, ticks: Ticks) -> str:
        """The name, with what the figures leave out."""
        return f"{self.name}{ticks.less}" + (" (log)" if self.is_log else "")

    def across(self, room: float, left: float = math.inf, right: float = math.inf) -> Ticks:
        """As many figures as lie side by side along so many dots, with so many free beyond the ends."""
        return next((ticks for ticks in self._fewer() if self._fits(ticks, room, left, right)), Ticks([], []))

    def up(self) -> Ticks:
        """Figures one above the other, for which there is always room."""
        return next(self._fewer())

    def _fits(self, ticks: Ticks, room: float, left: float, right: float) -> bool:
        middles = [room * self.share(v) for v in ticks.values]
        return lie_apart(middles, [width(text, SIZE) for text in ticks.texts], -left, room + right)

    def _fewer(self) -> Iterator[Ticks]:
        """Ticks that are ever fewer, at last the ends."""
        found = [v for v in _decimal(self.low, self.high) if self.low <= v <= self.high] if self.is_log else []
        if len(found) > 9:
            found = [v for v in found if f"{v:e}".startswith("1.")]
        if len(found) > 2:
            for apart in range(-(-len(found) // 9), len(found)):
                yield round_ticks(found[::apart])
        yield from (t for t in (linear(self.low, self.high, most) for most in range(7, 0, -1)) if len(t.values) > 1)
        yield figured([self.low, self.high])


def set_ticks(axis: Axis, ticks: Ticks, places: Sequence[float] | None = None) -> None:
    """The figures at their places, by default their values, and behind the axis' name what they leave out."""
    axis.set_major_locator(FixedLocator(list(ticks.values if places is None else places)))
    axis.set_major_formatter(FixedFormatter(list(ticks.texts)))
    axis.set_minor_locator(NullLocator())
    if ticks.less:
        axis.set_label_text(axis.get_label_text() + ticks.less)


def linear(low: float, high: float, most: int) -> Ticks:
    """Values of equal distances between the ends."""
    return figured([float(v) for v in MaxNLocator(most, steps=STEPS).tick_values(low, high) if low <= v <= high])


def round_ticks(values: Sequence[float]) -> Ticks:
    """Values that have few digits of their own."""
    return Ticks(values, [f"{v:.{PLAIN}g}" for v in values])


def figured(values: Sequence[float]) -> Ticks:
    """Values at about equal distances with figures that tell them apart, none of which has many digits."""
    steps = [b - a for a, b in pairwise(values)]
    if not steps:
        return round_ticks(values)
    with localcontext(prec=400):  # numbers from 1e-308 on have so many digits
        exact = [_rounded(v, math.floor(math.log10(min(steps))) - 1) for v in values]
        if all(Decimal(_text(d)) == d for d in exact):
            return Ticks(values, [_text(d) for d in exact])
        unit = Decimal(10) ** ((exact[-1] - exact[0]).adjusted() + 1)
        less = (exact[0] / unit).to_integral_value(ROUND_FLOOR) * unit
        return Ticks(values, [_text(d - less) for d in exact], _taken(less))


def _rounded(value: float, place: int) -> Decimal:
    """The value at this power of ten: a value between two others in equal distances is a rounding off."""
    unit = Decimal(10) ** place
    return (Decimal(value) / unit).to_integral_value() * unit + 0


def _text(value: Decimal) -> str:
    return f"{float(value):.{PLAIN}g}"


def _taken(less: Decimal) -> str:
    size = abs(less).normalize()
    told = f"{size:f}" if -6 < size.adjusted() < 16 else f"{size:e}"
    return f" {'+' if less < 0 else '−'} {told}"


def _decimal(low: float, high: float) -> Iterator[float]:
    """1, 2 and 5 times the powers of ten about these ends."""
    for exponent in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1):
        yield from (float(f"{digit}e{exponent}") for digit in (1, 2, 5))


def _ratio(value: float, low: float) -> float:
    """log(value / low)."""
    gap = (value - low) / low
    return math.log1p(gap) if gap < 1 else math.log(value) - math.log(low)
