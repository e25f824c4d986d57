"""The right numbers at the cases, and at theta on the lab's own points."""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from ..lab import Lab
from .cases import Cases
from .evaluate import Numbers, numbers
from .match import Base
from .program import right_program


def at_cases(lab: Lab, cases: Cases) -> Base:
    """The right program at every case; each has its own point, so the numbers have shape (N, 1)."""
    return _base(lab, cases.theta, cases.x[:, None, :], cases.y[:, None, :])


def on_data(lab: Lab, theta: Array) -> Base:
    """The right program at each theta (K, P) on the lab's points: numbers of shape (K, n)."""
    return _base(lab, theta, lab.objective.data.x, lab.objective.data.y)


def _base(lab: Lab, theta: Array, x: Array, y: Array) -> Base:
    program = right_program(lab)
    with np.errstate(all="ignore"):
        return Base(program, numbers(program, theta, x, y, lab.descent.rate))


class ReadCodes:
    """Reads numbers of a point by their codes, a row a case."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        self.codes = codes

    def __call__(self, found: Numbers) -> Array:
        """Shape (N, len(codes))."""
        return np.asarray(found.stacked(self.codes)[:, 0])
