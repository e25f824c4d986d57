"""Whether a curve shows J along the states that theta went through, as it is or in another scale."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...arrays import Array
from ..candidate.answer import Curve, Described
from ..reference import on_data
from .along import KEPT, MOST, along, begins, varies
from .context import Context
from .states import States

UNITS = (1e2, 1e3, 1e6)
"""In so many thousands and the like J may be drawn."""
FEWEST = 3
"""So many states has a theta that moves."""
LONGEST = 2_000
"""So many states of a descent that ended are looked at."""


def shows_j(context: Context, described: Described, curve: Curve) -> bool:
    """Whether the curve has J's values along the states of its run, or their logarithms."""
    if curve.x is not None and not (np.diff(curve.x.ravel()) > 0).all():
        return False
    y, every = curve.y.ravel(), list(states_of(context, described))
    for states in every:
        if any(along(context, states.values, made) and _ends(context, states, made) for made in readings(y)):
            return True
    if not is_flat(curve):
        return False
    thetas = [s for s in every if s.is_theta or not s.name]
    again = [s for s in thetas if len(s.values) == 1 or begins(context, s.values[:MOST]).sum() > 1]
    if any(_stays(context, s, y) for s in thetas):
        return True
    if varies(context, every, y.size):
        return any(_stands(context, states, y) for states in again)
    return any(_stands(context, states, y) for states in every)


def _ends(context: Context, states: States, y: Array) -> bool:
    """Whether, once theta stands where J has no slope, the values stay what J is there."""
    if on_data(context.lab, states.values[-1:]).numbers.slope().any():
        return True
    every, at = on_data(context.lab, states.values[-LONGEST:]).numbers.of_all(("J",))[:, 0], 0
    for j in every:  # where it ends J may have been before
        at += at < len(y) and abs(y[at] - j) <= KEPT * abs(j)
    return bool((np.abs(y[at:] - every[-1]) <= KEPT * abs(every[-1])).all())


def states_of(context: Context, described: Described) -> Iterator[States]:
    """What theta went through in a run, and tables of states that were kept."""
    yield from context.states(described.trail)
    size = context.lab.network.size
    for arrays in described.numbers.values():
        if len(arrays) == 1 and arrays[0].ndim == 2 and size in arrays[0].shape and arrays[0].size > 2 * size:
            yield States("", arrays[0] if arrays[0].shape[1] == size else arrays[0].T)


def readings(y: Array) -> Iterator[Array]:
    """The values, and what they are where their logarithm was drawn, or thousands of them."""
    yield y
    with np.errstate(all="ignore"):
        yield 10.0**y
        yield np.exp(y)
        yield from (unit * y for unit in UNITS)


def _stays(context: Context, states: States, y: Array) -> bool:
    """Whether J is this one value at every state, though theta moves."""
    if len(states.values) < FEWEST:
        return False
    j = on_data(context.lab, states.values[:MOST]).numbers.of_all(("J",))[:, 0]
    return bool((np.abs(j - y[0]) <= KEPT * np.abs(j)).all())


def _stands(context: Context, states: States, y: Array) -> bool:
    """Whether the one value of a flat curve is J of a start from which nothing moves: its gradient is exactly zero."""
    seen = states.values[:MOST]
    starts = seen[begins(context, seen)]
    numbers = on_data(context.lab, starts).numbers
    still = ~numbers.slope().any(axis=1)
    j = numbers.of_all(("J",))[:, 0]
    return bool((still & (np.abs(j - float(y[0])) <= KEPT * np.abs(j))).any())


def one_value(context: Context, described: Described, curve: Curve) -> bool:
    """Whether the curve has one value again and again, though J changes."""
    return is_flat(curve) and varies(context, list(states_of(context, described)), curve.y.size)


def is_flat(curve: Curve) -> bool:
    """Whether it has one value."""
    y = curve.y.ravel()
    return bool((y == y[0]).all())
