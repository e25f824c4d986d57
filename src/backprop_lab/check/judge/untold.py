"""Mistakes of a step that no change of the equations gives: a gradient that is added up, a theta that it changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import Array
from ..binding import OF_THETA
from ..match import close
from ..reference import on_data
from ..step import moved
from .context import Context
from .rates import NEXT
from .steps import STEP
from .watched import Watched

LOOKED, ENOUGH = 200, 2
"""So many states are looked at; so many steps must be seen, the second of which is longer than it should be."""


@dataclass(frozen=True)
class Untold:
    """The mistake's id, what shows it, and its line, 0 for none."""

    id: str
    evidence: str
    line: int


def untold(context: Context, watched: Watched) -> Untold | None:
    """The mistake, if it is one of these."""
    for states in watched.states:
        if (
            states.moves
            and (states.is_theta or not states.name)
            and _adds_up(context, states.values[:LOOKED], watched.rate)
        ):
            told = "the second step goes along the first gradient, too"
            return Untold("step-added-up", told, states.lines[1] if len(states.lines) > 1 else 0)
    if _changes_theta(context):
        binding = context.roles["gradient"]
        assert binding is not None
        told = f"after a call of {binding.function.name} theta has other numbers"
        return Untold("gradient-overwrites", told, binding.function.line)
    return None


@np.errstate(all="ignore")  # what runs away overflows
def _adds_up(context: Context, states: Array, rate: float) -> bool:
    """Whether every step goes along the sum of all gradients so far, and not along its own."""
    move, at, taken = moved(on_data(context.lab, states).numbers, rate, states[0]), 0, 0
    total, differs = np.zeros_like(states[0]), False
    while at < len(states) - 1 and np.isfinite(move[at]).all():
        total = total + move[at]
        came = states[at + 1 : at + NEXT] - states[at]
        hits = [i for i, one in enumerate(came) if close(one[None], total[None], STEP)]
        if not hits or not total.any():
            break
        differs |= not close(total[None], move[at][None], STEP)
        at, taken = at + 1 + hits[0], taken + 1
    return differs and taken >= ENOUGH


def _changes_theta(context: Context) -> bool:
    """Whether the gradient's function leaves other numbers in the theta that it is given."""
    binding = context.roles["gradient"]
    if binding is None or binding.layout is None:
        return False
    places = {i for i, slot in enumerate(binding.slots) if slot.what in OF_THETA}
    return any(places & set(answer.changed) for answer in context.asked(binding))
