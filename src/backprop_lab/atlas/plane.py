"""What a plane shows: of every pixel what became of its run, when, and the last J."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..outcome import NAMES
from .plan import Plane
from .work import Results, fields, place


@dataclass(frozen=True, eq=False)
class Planed:
    """`code`, `step` and `value` as in `Fate`, of every pixel: (height, width), row 0 the lowest."""

    plan: Plane
    code: NDArray[np.uint8]
    step: NDArray[np.int32]
    value: Array

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many pixels came to each outcome."""
        return np.bincount(self.code.reshape(-1), minlength=len(NAMES))


class Filling:
    """Puts the blocks of a plane together, in any order."""

    def __init__(self, plan: Plane) -> None:
        self.plan = plan
        self._arrays = {name: np.zeros(f.shape, f.kind) for name, f in fields(plan).items()}

    def add(self, block: int, results: Results) -> None:
        """One more block."""
        for name, array in self._arrays.items():
            array[place(self.plan, block)] = results[name]

    def done(self) -> Planed:
        """The whole plane."""
        return Planed(self.plan, **self._arrays)
