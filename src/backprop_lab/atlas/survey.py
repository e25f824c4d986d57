"""What a survey found: of every rate how many runs came to what, when, and how low J came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..outcome import NAMES
from .fate import CODES
from .plan import Survey
from .work import DECIDED, Results, step_edges, unit, value_edges

SURE = 1.959963984540054
"""Standard deviations to each side that hold 95 % of a normal distribution."""
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Surveyed:
    """`counts` (rates, outcomes), `example` (rates, outcomes): the first start that came to it, -1 for none.

    `values` (rates, bins) counts the last J, `decided` for each of `work.DECIDED` the steps, (rates, bins).
    """

    plan: Survey
    counts: Counts
    example: Counts
    values: Counts
    decided: dict[str, Counts]

    @property
    def shares(self) -> Array:
        """The share of every outcome, (rates, outcomes)."""
        return self.counts / self.plan.starts

    @property
    def interval(self) -> tuple[Array, Array]:
        """Between these lies a share, 95 % sure: Wilson's score interval (1927), (rates, outcomes) each."""
        n, p = self.plan.starts, self.shares
        middle = (p + SURE**2 / (2 * n)) / (1 + SURE**2 / n)
        half = SURE / (1 + SURE**2 / n) * np.sqrt(p * (1 - p) / n + SURE**2 / (4 * n**2))
        low = np.where(self.counts == 0, 0.0, middle - half)
        return np.maximum(low, 0.0), np.minimum(np.where(self.counts == n, 1.0, middle + half), 1.0)

    def quantile(self, share: float) -> Array:
        """The last J that this share of the runs does not exceed, to 2.2 % below, shape (rates,).

        0 where it is below the least of `ends`, the greatest where it is that or above, infinite where the run left
        all bounds.
        """
        lower = np.concatenate([[0.0], value_edges(self.plan.lab), [np.inf]])
        return np.asarray(lower[_place(self.values, share)])

    @property
    def ends(self) -> tuple[float, float]:
        """Between these J is told."""
        edges = value_edges(self.plan.lab)
        return float(edges[0]), float(edges[-1])

    def step_quantile(self, outcome: str, share: float) -> Array:
        """The step by which this share of those that came to an outcome had, shape (rates,); NaN where none did."""
        counts = self.decided[outcome]
        edges = step_edges(self.plan.lab)
        found = edges[:-1][_place(counts, share)].astype(np.float64)
        return np.where(counts.sum(axis=1) > 0, found, np.nan)

    @property
    def best(self) -> int:
        """The place of the rate at which most runs are fitted, of those that are alike the largest.

        Where none is fitted at any, at which the best tenth ends lowest.
        """
        fitted = self.counts[:, CODES["fitted"]]
        merit = fitted if fitted.any() else -self.quantile(0.1)
        return int(len(merit) - 1 - np.argmax(merit[::-1]))

    @property
    def has_best(self) -> bool:
        """Whether some run is fitted, or at some rate the best tenth ends below the greatest of `ends`."""
        return bool(self.counts[:, CODES["fitted"]].any() or (self.quantile(0.1) < self.ends[1]).any())

    @property
    def unit(self) -> float:
        """J of the network with all parameters 0, or 1 where that is 0."""
        return unit(self.plan.lab)


def _place(counts: Counts, share: float) -> Counts:
    """The bin in which this share of a row's count is reached."""
    so_far = np.cumsum(counts, axis=1)
    wanted = np.maximum(np.ceil(share * so_far[:, -1:]), 1)
    return np.asarray((so_far < wanted).sum(axis=1).clip(max=counts.shape[1] - 1))


class Gathering:
    """Adds up the blocks of a survey, in any order."""

    def __init__(self, plan: Survey) -> None:
        self.plan = plan
        self._sums: dict[str, Counts] = {}
        self._example: Counts = np.full((plan.count, len(NAMES)), np.iinfo(np.int64).max)

    def add(self, block: int, results: Results) -> None:
        """One more block."""
        for name in ("counts", "values", *DECIDED):
            one = results[name][0].astype(np.int64)
            self._sums[name] = self._sums[name] + one if name in self._sums else one
        first = results["example"][0]
        self._example = np.where(first >= 0, np.minimum(self._example, first), self._example)

    def done(self) -> Surveyed:
        """What was found."""
        example = np.where(self._example == np.iinfo(np.int64).max, -1, self._example)
        decided = {name: self._sums[name] for name in DECIDED}
        return Surveyed(self.plan, self._sums["counts"], example, self._sums["values"], decided)
