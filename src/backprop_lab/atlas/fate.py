"""What becomes of many runs: the codes of `outcome`, from what is remembered of J while the runs go on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..descent import BEYOND_RETURN
from ..outcome import MOVES, NAMES
from .given import at_zero
from .runs import Runs

Bools = NDArray[np.bool_]
Steps = NDArray[np.integer[Any]]
CODES = {name: code for code, name in enumerate(NAMES)}
NOT_KEPT = -1
"""The step of an outcome that is decided at none: falling, stalled, oscillating."""


@dataclass(frozen=True, eq=False)
class Fate:
    """Of every run the code of its outcome (its place in `outcome.NAMES`), the step where it was decided, the last J.

    The step is kept of runs that are fitted, dead or left all bounds; of others it is -1. J of those that left all
    bounds is infinite.
    """

    code: NDArray[np.uint8]
    step: NDArray[np.int64]
    value: Array


@dataclass(frozen=True)
class Levels:
    """What J is compared with: above `limit` a run has left all bounds, at `enough` or below it is fitted.

    `limit` and `at_zero` are numbers, or have shape (runs,).
    """

    steps: int
    limit: Array | float
    at_zero: Array | float
    fit: float

    def enough(self, first: Array) -> Array:
        """The level of a fit, for runs that begin at these J; it depends on them only where J(0) is 0."""
        return np.asarray(self.fit * np.where(self.at_zero != 0, self.at_zero, first))

    @property
    def window(self) -> int:
        """The steps of the window: the last tenth."""
        return max(1, self.steps // 10)

    @property
    def begin(self) -> int:
        """The step at which the window begins."""
        return self.steps - self.window

    @property
    def half(self) -> int:
        """The step at which its second half begins."""
        return self.begin + (self.window + 2) // 2


def levels(runs: Runs) -> Levels:
    """The levels of some runs."""
    zero, descent = at_zero(runs), runs.lab.descent
    with np.errstate(over="ignore"):
        limit = BEYOND_RETURN * np.maximum(1.0, zero)
    return Levels(descent.steps, limit if np.ndim(zero) else float(limit), zero, descent.fit)


@dataclass(eq=False)
class Tally:
    """What is remembered of each run; all arrays have shape (runs,).

    `beyond` counts the states before J left all bounds, `fits` and `still` those up to the last one at which J was
    above the level, the gradient not 0. `low`, `high` are of the window, `lows` (2, runs) of its halves; there `climbs`
    holds if J rose at every step, `rises` if it rose at one by more than a thousandth. `off`: no path lets a point
    through.
    """

    first: Array
    last: Array
    began: Array
    beyond: Steps
    fits: Steps
    still: Steps
    low: Array
    high: Array
    lows: Array
    climbs: Bools
    rises: Bools
    off: Bools

    def fate(self, of: Levels) -> Fate:
        """What became of the runs."""
        left, last = self.beyond <= of.steps, self.last
        up = (last > self.began * (1 + MOVES)) & (last > np.maximum(self.first, of.at_zero))
        climbs, fitted, still = self.climbs & up, last <= of.enough(self.first), self.still <= of.steps
        moved = self.high - self.low > MOVES * self.high
        comes_down = self.lows[1] < (1 - MOVES) * self.lows[0]
        told = [left | climbs, fitted, still & self.off, still | ~moved, self.rises & ~comes_down]
        code = np.select(told, [CODES[name] for name in _ORDER], CODES["falling"]).astype(np.uint8)
        kept = [self.beyond, np.full_like(self.beyond, NOT_KEPT), self.fits, self.still]
        step = np.select([left, climbs, fitted, told[2]], kept, NOT_KEPT).astype(np.int64)
        return Fate(code, step, np.where(left, np.inf, last))


_ORDER = ("diverged", "fitted", "dead", "stalled", "oscillating")


class Watch:
    """Fills a tally from J of `runs` runs, step by step, in NumPy."""

    def __init__(self, of: Levels, runs: int) -> None:
        self.of, self.at = of, 0
        none, zeros = np.full(runs, np.nan), np.zeros(runs, np.int64)
        infinite = np.full(runs, np.inf)
        self.tally = Tally(
            none, none, none, zeros.copy(), zeros.copy(), zeros.copy(), infinite, -infinite,
            np.full((2, runs), np.inf), np.ones(runs, bool), np.zeros(runs, bool), np.zeros(runs, bool),
        )  # fmt: skip

    def see(self, value: Array, moves: Bools, is_number: Bools) -> None:
        """J of every run at the next state, whether its gradient is not 0, whether it is a number."""
        t, tally = self.at, self.tally
        if t == 0:
            tally.first = value.copy()
        tally.beyond += (tally.beyond == t) & (value < self.of.limit) & is_number
        tally.fits[~(value <= self._enough)] = t + 1
        tally.still[moves] = t + 1
        before, tally.last = tally.last, value
        if t >= self.of.begin:
            self._see_window(t, before, value)
        self.at += 1

    @cached_property
    def _enough(self) -> Array:
        return self.of.enough(self.tally.first)

    def _see_window(self, t: int, before: Array, value: Array) -> None:
        tally, half = self.tally, int(t >= self.of.half)
        tally.low, tally.high = np.minimum(tally.low, value), np.maximum(tally.high, value)
        tally.lows[half] = np.minimum(tally.lows[half], value)
        if t == self.of.begin:
            tally.began = value
            return
        tally.climbs &= value > before
        tally.rises |= value > before * (1 + MOVES)
