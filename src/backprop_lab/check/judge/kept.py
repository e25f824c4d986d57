"""What is wrong with the states that were kept, without a look at each step: one array, one state, whole numbers."""

from __future__ import annotations

from itertools import chain, islice

import numpy as np

from ...arrays import Array
from ..match import close
from ..reference import on_data
from ..step import moved
from .context import Context
from .watched import Watched, watch_again

FEWEST = 3
"""A descent of fewer states says nothing of where it ends."""
RUNS, OTHERS = 6, 3
"""In so many other runs a step is looked for where the start lets nothing through, or a second one is."""


def stops_early(context: Context, watched: Watched, states: Array) -> str:
    """What shows that a program ends its descent before the last step, though theta still moves; "" for nothing.

    Where theta stands no step is missed. All states must have been seen, one for each value that was drawn.
    """
    described = None if watched.function else context.after(watched.run)
    if described is None or len(states) >= min(context.lengths) or len(states) < FEWEST:
        return ""
    sizes = {curve.y.size for curve in described.curves} & {len(states) - 1, len(states)}
    if not sizes or not on_data(context.lab, states[max(sizes) - 1 : max(sizes)]).numbers.slope().any():
        return ""
    return f"{max(sizes)} values were drawn, the last of them where theta still moves"


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
    """Whether the first step was seen to lead elsewhere than to the one array that is kept from then on.

    Where theta stands after its first step that is no mistake: other starts are looked at.
    """
    if watched.kept is None or not _is_one_from_the_second(watched.kept):
        return False
    every = chain([watched], islice(watch_again(context, watched), OTHERS))
    return any(_leads_elsewhere(context, each) for each in every)


def _leads_elsewhere(context: Context, watched: Watched) -> bool:
    kept = watched.kept
    if kept is None or not _is_one_from_the_second(kept):
        return False
    wanted = _step(context, watched, kept[0])
    seen = [state for s in watched.states if s.name for state in s.values]
    return not close(kept[1:2], wanted[None]) and any(close(state[None], wanted[None]) for state in seen)


def is_whole(context: Context, watched: Watched) -> bool:
    """Whether theta is cut to whole numbers where it moves; a start of such numbers alone says nothing."""
    told = (_is_cut(context, each) for each in chain([watched], islice(watch_again(context, watched), RUNS)))
    return next((cut for cut in told if cut is not None), False)


def _is_cut(context: Context, watched: Watched) -> bool | None:
    """None where that is not seen: no step is taken, and none is to be taken."""
    every = [s.values for s in watched.states if s.is_theta or not s.name]
    if watched.function:
        return any(is_of_whole_numbers(values[1]) for values in every if len(values) > 1)
    for values in every:
        if not is_of_whole_numbers(values[0]):
            continue
        if len(values) > 1:
            return is_of_whole_numbers(values[1])
        return True if on_data(context.lab, values[:1]).numbers.slope().any() else None
    return False


def is_of_whole_numbers(theta: Array) -> bool:
    """Whether each is one, and there are a few."""
    whole = bool((theta == np.round(theta)).all()) and bool(np.abs(theta).max() < 1e6)
    return whole and theta.size > 3 and bool(theta.any())
