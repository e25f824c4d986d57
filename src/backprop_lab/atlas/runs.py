"""Many runs of one lab: where each begins, and what differs among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..lab import Lab
from ..start import draw_many

MODERATE = 2.0**12
"""Numbers of a start, and rates, that are larger are huge."""


class Datum(NamedTuple):
    """A number of the lab's data: entry `column` of x or y at a point, all from 0."""

    part: Literal["x", "y"]
    point: int
    column: int


@dataclass(frozen=True)
class Drawn:
    """The starts `first` to `first + count - 1` of a seed, those of the lab's own distribution."""

    seed: int
    first: int
    count: int

    def theta(self, lab: Lab) -> Array:
        """The starts themselves, shape (count, P)."""
        index = np.arange(self.first, self.first + self.count, dtype=np.uint64)
        return draw_many(lab.network, lab.descent.start, self.seed, index)


@dataclass(frozen=True, eq=False)
class Runs:
    """`begun` is (runs, P), or starts that are drawn; `rates` is (), (runs,) or, one for each layer, (runs, depth).

    None is the lab's rate. `data` has, for numbers of the data that differ from run to run, shape (runs,) each.
    """

    lab: Lab
    begun: Array | Drawn
    rates: Array | float | None = None
    data: Mapping[Datum, Array] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        return self.begun.count if isinstance(self.begun, Drawn) else len(self.begun)

    @property
    def theta(self) -> Array:
        """Every start, shape (runs, P)."""
        return self.begun.theta(self.lab) if isinstance(self.begun, Drawn) else self.begun

    @cached_property
    def are_moderate(self) -> NDArray[np.bool_]:
        """Which runs have a start and rates that are not huge, shape (runs,), or () where that holds alike for all."""
        given = np.abs(np.asarray(self.lab.descent.rate if self.rates is None else self.rates)) <= MODERATE
        rate = given.all(axis=1) if given.ndim == 2 else given
        if isinstance(self.begun, Drawn) and self.lab.descent.start.is_within(MODERATE):
            return rate
        return rate & (np.abs(self.theta) <= MODERATE).all(axis=1)

    def some(self, which: NDArray[np.bool_]) -> Runs:
        """Some of the runs, by a truth value of each."""
        rates = self.rates if self.rates is None or np.ndim(self.rates) == 0 else np.asarray(self.rates)[which]
        return Runs(self.lab, self.theta[which], rates, {datum: one[which] for datum, one in self.data.items()})

    @property
    def are_alike(self) -> bool:
        """Whether the runs differ in nothing but their starts."""
        return not self.data and (self.rates is None or np.ndim(self.rates) == 0)

    @property
    def is_by_layer(self) -> bool:
        """Whether each layer has a rate of its own."""
        return self.rates is not None and np.ndim(self.rates) == 2

    @property
    def rate(self) -> Array:
        """The rates, of shape (runs,), or (runs, depth)."""
        given = np.asarray(self.lab.descent.rate if self.rates is None else self.rates, np.float64)
        return np.broadcast_to(given, len(self)) if given.ndim < 2 else given
