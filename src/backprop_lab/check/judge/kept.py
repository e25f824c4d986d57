"""What is wrong with the states that were kept, without a look at each step: one array, one state, whole numbers."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from ..match import close
from ..reference import on_data
from ..step import moved
from .context import Context
from .watched import Watched


def starts_again(context: Context, watched: Watched) -> bool:
    """Whether every step was made from the start, so that one state is kept again and again, where J has a slope."""
    kept = watched.kept
    if kept is None or not _is_one_from_the_second(kept):
        return False
    there = on_data(context.lab, kept[1:2]).numbers
    return close(kept[1:2], _step(context, watched, kept[0])[None]) and bool(there.slope().any())


def _is_one_from_the_second(kept: Array) -> bool:
    return len(kept) > 2 and bool((kept[1:] == kept[1]).all()) and bool((kept[0] != kept[1]).any())


def _step(context: Context, watched: Watched, theta: Array) -> Array:
    """Where a right step leads."""
    return np.asarray(theta + moved(on_data(context.lab, theta[None]).numbers, watched.rate, theta)[0])


def all_but_the_first(context: Context, watched: Watched) -> bool:
    """Whether the first step was seen to lead elsewhere than to the one array that is kept from then on."""
    kept = watched.kept
    if kept is None or not _is_one_from_the_second(kept):
        return False
    wanted = _step(context, watched, kept[0])
    seen = [state for s in watched.states if s.name for state in s.values]
    return not close(kept[1:2], wanted[None]) and any(close(state[None], wanted[None]) for state in seen)


def is_whole(watched: Watched) -> bool:
    """Whether theta was cut to whole numbers, at its start or in its first step."""
    states = [s.values for s in watched.states if s.is_theta or not s.name]
    at = 1 if watched.function else 0
    return any(_cut(values[at]) for values in states if len(values) > at)


def _cut(theta: Array) -> bool:
    whole = bool((theta == np.round(theta)).all()) and bool(np.abs(theta).max() < 1e6)
    return whole and theta.size > 3 and bool(theta.any())
