"""Whether numbers are the values of J along a descent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...arrays import Array
from ..match import apart
from ..reference import on_data
from .context import Context
from .states import States

FEW, MOST = 4, 128
"""So many values are looked for, among so many states."""
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


def varies(context: Context, every: Sequence[States], count: int) -> bool:
    """Whether J changes in the first step that so many values show: then one value again and again is not J."""
    first = 0 if count > min(context.lengths) else 1
    moving = [s.values[first : first + 2] for s in every if s.moves and (s.is_theta or not s.name)]
    return any(np.ptp(on_data(context.lab, theta).numbers.of_all(("J",))) > 0 for theta in moving if len(theta))
