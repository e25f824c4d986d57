"""Whether numbers are the values of J along a descent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...arrays import Array
from ..match import apart
from ..reference import on_data
from .context import Context
from .states import States

FEW, MOST = 4, 128
"""So many values are looked for, among so many states."""
STRAIGHT = 0.9
"""The cosine between a step and the gradient from which it is taken for a step along it."""
KEPT = 1e-7
"""How near values must be that were kept beside states that were kept."""


def along(context: Context, states: Array, values: Array) -> bool:
    """Whether the first values are J at these states, in order; states between two values are passed over."""
    wanted = values.ravel()[:FEW]
    if len(states) < 2 or len(wanted) < FEW:
        return False
    found = on_data(context.lab, states[:MOST]).numbers.of_all(("J",))[:, 0]
    at = 0
    for value in wanted:
        near = np.flatnonzero(apart(found[at:, None], np.full((len(found) - at, 1), value))[:, 0] <= KEPT)
        if not len(near):
            return False
        at += int(near[0]) + (at + int(near[0]) < len(found) - 1)
    return bool((wanted != wanted[0]).any())


def begins(context: Context, states: Array) -> NDArray[np.bool_]:
    """Which of the states are no step from the one before: where a run begins, shape (T,)."""
    if len(states) < 2:
        return np.ones(len(states), bool)
    slope = on_data(context.lab, states[:-1]).numbers.slope()
    with np.errstate(all="ignore"):
        step = states[1:] - states[:-1]
        along = np.abs((step * slope).sum(axis=1))
        lengths = np.linalg.norm(step, axis=1) * np.linalg.norm(slope, axis=1)
        return np.concatenate([[True], ~(along > STRAIGHT * lengths)])


def varies(context: Context, every: Sequence[States], count: int) -> bool:
    """Whether J changes in the first step that so many values show: then one value again and again is not J."""
    first = 0 if count > min(context.lengths) else 1
    moving = [s.values[first : first + 2] for s in every if s.moves and (s.is_theta or not s.name)]
    return any(np.ptp(on_data(context.lab, theta).numbers.of_all(("J",))) > 0 for theta in moving if len(theta))
