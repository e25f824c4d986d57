"""An axis of a map: what is varied, from where to where, linearly or logarithmically."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import Array
from ..errors import InputError, shown
from .powers import in_ratios
from .sums import is_sum

MOST = 65_536
"""So many places an axis may have."""


@dataclass(frozen=True)
class Axis:
    """`name` is what is varied (see `knobs`); from `low` to `high`, in equal steps or in equal ratios."""

    name: str
    low: float
    high: float
    is_log: bool = False

    def __post_init__(self) -> None:
        fits = all(isinstance(v, float) and math.isfinite(v) for v in (self.low, self.high))
        if not fits or not self.low < self.high or not math.isfinite(self.high - self.low):
            raise InputError(f"the axis {self.name} must go from a number to a larger one", self.span)
        if self.is_log and self.low <= 0:
            raise InputError(f"the logarithmic axis {self.name} must begin above 0", self.span, "Leave out :log.")

    def __str__(self) -> str:
        return f"{self.name}:{self.span}"

    @property
    def told(self) -> str:
        """The name as it stands in a sentence: the values along a sum are not those of the sum."""
        return f"along {self.name}" if is_sum(self.name) else self.name

    @property
    def span(self) -> str:
        """From where to where, as it is written: 1e-05:1:log."""
        return f"{_text(self.low)}:{_text(self.high)}" + (":log" if self.is_log else "")

    def at(self, share: Array) -> Array:
        """The values at these shares of the way, 0 is `low` and 1 is `high`."""
        if self.is_log:
            return in_ratios(self.low, self.high, share)
        return self.low + share * (self.high - self.low)

    def centres(self, count: int) -> Array:
        """The middles of `count` cells side by side, shape (count,)."""
        return self.at((np.arange(count) + 0.5) / count)

    def points(self, count: int) -> Array:
        """`count` values, the first `low`, the last `high`."""
        if count == 1:
            return np.array([self.low])
        found = self.at(np.arange(count) / (count - 1))
        found[0], found[-1] = self.low, self.high
        return found

    def zoomed(self, low: float, high: float) -> Axis:
        """The same axis over a part, or another stretch."""
        return replace(self, low=low, high=high)


def parse_axis(text: str) -> Axis:
    """An axis from its text: rate:1e-5:1:log, w11:-2:2."""
    name, *rest = str(text).split(":")
    is_log = rest[2:] == ["log"]
    ends = _ends(rest[:2]) if len(rest) == 2 or is_log else None
    if not name or ends is None:
        raise InputError("an axis must be NAME:LOW:HIGH or NAME:LOW:HIGH:log, such as rate:1e-5:1:log", shown(text))
    return Axis(name, *ends, is_log)


def parse_values(name: str, text: str) -> tuple[Axis, int]:
    """An axis and how many values it has: 0.005, 1e-5:1e-1:41, 1e-5:1e-1:log:41."""
    parts = str(text).split(":")
    is_log = parts[2:3] == ["log"]
    count = _count(parts[-1]) if len(parts) == 3 + is_log else None
    ends = _ends(parts[:2]) if count else None
    if ends is not None and count is not None:
        return Axis(name, *ends, is_log), count
    raise InputError(
        f"the {name}s must be LOW:HIGH:NUMBER or LOW:HIGH:log:NUMBER, at most {MOST:,} of them, "
        "such as 1e-5:1e-1:log:41", shown(text),
    )  # fmt: skip


def parse_zoom(text: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two stretches: x0:x1,y0:y1."""
    stretches = [_ends(part.split(":")) for part in str(text).split(",")]
    if len(stretches) != 2 or stretches[0] is None or stretches[1] is None:
        raise InputError("a zoom must be x0:x1,y0:y1", shown(text))
    return stretches[0], stretches[1]


def _ends(parts: list[str]) -> tuple[float, float] | None:
    try:
        low, high = map(float, parts)
    except ValueError:
        return None
    return low, high


def _count(text: str) -> int | None:
    whole = text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= MOST
    return int(text) if whole else None


def _text(number: float) -> str:
    return f"{number!r}".removesuffix(".0") if isinstance(number, float) else shown(number)
