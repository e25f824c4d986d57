"""Whether the steps are those of a method that remembers: momentum and its like show only from the second step on."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from ...method import parse_method
from ..match import ROUGH, apart
from ..reference import on_data
from .chain import ROUNDED
from .context import Context
from .states import States
from .steps import STEP
from .tell import moved_to

MOST, NEXT = 32, 24
"""So many states are looked at, and so many for the end of a step."""
DRIFT = 1e3
"""What a step may be off by roundings: those of the steps before it are remembered, too."""


def forgotten(context: Context, states: States, rate: float) -> str:
    """What a step that does not follow from the ones before it makes, and must make; "" where all do.

    The first step is judged before: what is remembered there is nothing yet.
    """
    method, values = parse_method(str(context.lab.method), rate), states.values[:MOST]
    if not method.numbers:
        return ""
    slopes = on_data(context.lab, values).numbers.slope()
    level = ROUGH if states.is_single else STEP
    memory, at, wide = method.init(values[0]), 0, 0
    while at < len(values) - 1:
        wanted, memory = method.update(memory, values[at], slopes[at])
        end = _end(values, at, wanted, level)
        if end is None:
            last = at + wide
            return _told(context, values[last], wanted) if wide > 0 and last < len(values) else ""
        at, wide = end, max(wide, end - at)
    return ""


def _end(values: Array, at: int, wanted: Array, level: float) -> int | None:
    """Which of the next states is the end of this step."""
    came, move = values[at + 1 : at + 1 + NEXT] - values[at], wanted - values[at]
    near = apart(came, np.broadcast_to(move, came.shape)) <= level
    rounded = np.abs(came - move) <= DRIFT * ROUNDED * np.abs(values[at]).max()
    hits = np.flatnonzero((near | rounded).all(axis=1))
    return at + 1 + int(hits[0]) if len(hits) else None


def _told(context: Context, came: Array, wanted: Array) -> str:
    names = [name.text for name in context.right.program.names.parameters]
    return f"in a later step {moved_to(names, came, wanted, STEP)}"
