"""Whether numbers are the values of J along a descent."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from ..match import apart
from ..reference import on_data
from .context import Context

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
