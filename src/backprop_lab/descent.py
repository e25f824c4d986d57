"""Going down: `descend` yields the states of a descent, `record` writes them into a `History`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .arrays import Array, vector, whole
from .method import Method
from .objective import Objective
from .prepared import Prepared

BEYOND_RETURN = 1e100
"""J above this many times max(1, J at theta = 0) is called diverged, long before it overflows."""
MOST_STEPS = 100_000_000
"""A history of more steps would not fit into memory."""
MOST_KEPT = 20_000_000
"""A history keeps every theta up to this many numbers in all (160 MB), else the first and the last."""


class State(NamedTuple):
    """A state of a descent: before step 0 nothing has moved. The arrays are nobody else's."""

    step: int
    theta: Array
    value: float
    gradient: Array


def descend(objective: Objective, theta0: object, method: Method, steps: int) -> Iterator[State]:
    """The `steps` + 1 states from theta0 on, each with J and its gradient there.

    The caller stops it by not asking for more. Numbers that overflow come as infinity or NaN,
    without a warning. Source: the handout, part 3.
    """
    steps = whole(steps, "steps", 0, MOST_STEPS)
    theta: Array = vector(theta0, objective.network.size, "theta0").astype(np.float64)
    evaluate, memory = Prepared(objective), method.init(theta)
    gradient: Array = np.zeros_like(theta)
    for step in range(steps + 1):
        with np.errstate(all="ignore"):
            if step:
                theta, memory = method.update(memory, theta, gradient)
            value, slope = evaluate(theta)
        gradient = slope.copy()
        yield State(step, theta, value, gradient)


@dataclass(frozen=True, eq=False)  # arrays have no single truth
class History:
    """What a descent was, step by step: T + 1 states.

    `values` (T + 1,) is J, `gradient_norms` (T + 1,) its gradient's Euclidean length. `thetas` is
    (T + 1, P), or (2, P), the first and the last, where all would be too many. `steps` says how
    many steps were asked for: fewer were made where J left all bounds at `beyond`. `sharpness`
    (T + 1,) is the largest eigenvalue of the Hessian, NaN where it was not computed, or None where
    nobody asked for it (`trial.with_sharpness`).
    """

    thetas: Array
    values: Array
    gradient_norms: Array
    steps: int
    beyond: int | None = None
    sharpness: Array | None = None

    @property
    def last(self) -> int:
        """T, the step of the last state."""
        return len(self.values) - 1

    @property
    def complete(self) -> bool:
        """Whether `thetas` holds every state."""
        return len(self.thetas) == len(self.values)


def record(states: Iterable[State], objective: Objective, steps: int) -> History:
    """Write states down until they end or J leaves all bounds; a state that is not finite is not kept."""
    keep = (steps + 1) * objective.network.size <= MOST_KEPT
    limit = BEYOND_RETURN * max(1.0, objective.at_zero)
    thetas: list[Array] = []
    values: list[float] = []
    norms: list[float] = []
    beyond = None
    with np.errstate(all="ignore"):
        for step, theta, value, gradient in states:
            norm = _length(gradient)
            if not value < limit or norm != norm:  # NaN fails every comparison
                beyond = step
                if not value < np.inf and step:
                    break
            if not keep and len(thetas) == 2:
                thetas.pop()
            thetas.append(theta)
            values.append(value)
            norms.append(norm)
            if beyond is not None:
                break
    return History(np.array(thetas), np.array(values), np.array(norms), steps, beyond)


def _length(gradient: Array) -> float:
    """The Euclidean length, 0 only where every entry is: squares of tiny entries would vanish."""
    square = float(gradient.dot(gradient))
    if square > 0 or not gradient.any():
        return math.sqrt(square)
    largest = float(np.abs(gradient).max())
    return largest * math.sqrt(float((gradient / largest).dot(gradient / largest)))
