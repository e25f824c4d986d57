"""Several descents under one name: which of them is the lab's."""

from __future__ import annotations

from ...arrays import Array
from ..match import EXACT
from ..reference import on_data
from ..step import moved
from .along import begins
from .context import Context
from .rates import factor_of
from .states import States
from .watched import shorter

MOST = 32
"""So many descents are looked at."""
RIGHT = 1e-4
"""How near to 1 the factor of a right step is: that of the lab's rate and no other."""


def the_labs(context: Context, states: States) -> States:
    """The first descent whose first step is right, or, where all are but for the rate, the last one.

    Many try other rates, or one point alone, before they do what is asked.
    """
    moving = [chosen for chosen in each(context, states) if chosen.stop - chosen.start > 1]
    factors = [_factor(context, states.values[chosen]) for chosen in moving]
    right = [i for i, factor in enumerate(factors) if factor is not None and abs(factor - 1) <= RIGHT]
    if not moving or (not right and None in factors):
        return states
    chosen = moving[right[0] if right else -1]
    return shorter(states, chosen, states.drawn) if chosen.start else states


def each(context: Context, states: States) -> list[slice]:
    """Where descents begin: at a new state, or the first one again, that another loop made than what follows."""
    loops, values = states.loops, states.values
    starts = [0]
    for i in range(1, len(loops) - 1):
        if loops[i] != loops[i + 1] and loops[i + 1] >= 0 and _is_new(context, values, i):
            starts.append(i)
    ends = [*starts[1:], len(values)]
    return [slice(begun, end) for begun, end in zip(starts[:MOST], ends, strict=False)]


def _is_new(context: Context, values: Array, at: int) -> bool:
    """Whether no step leads there from the state before."""
    if (values[at] == values[0]).all():
        return True
    return bool((values[at] != values[at - 1]).all() and begins(context, values[at - 1 : at + 1])[1])


def _factor(context: Context, values: Array) -> float | None:
    """How much longer the first step is than at the lab's rate; None where it goes elsewhere."""
    move = moved(on_data(context.lab, values[:1]).numbers, context.lab.descent.rate, values[0])
    return factor_of(values, move[0], EXACT)
