"""How far the states of a descent follow one another by the steps that a program would take."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from ..match import FLOOR, Base, apart, close
from ..step import parts_of
from .states import States
from .watched import FEW

ROUNDED = 2.0**-50
"""What a step may be off, relative to theta: both its ends are rounded."""


def chain(seen: States, move: Array, level: float, count: int, pieces: bool = False) -> tuple[int, int]:
    """How many steps were taken, and at which state they end.

    None, where one of the first few leads to a state that stands nowhere behind the one before it: what comes after
    them may be something else. Between two states may stand others: a program that changes theta entry by entry
    passes through them. Where these cut the way into equal pieces, the step may be several shorter
    ones: such are taken only if that is asked for (`pieces`), and at least two. None, too, where theta stands still in
    a step, but goes on within the same loop.
    """
    states, at, taken, widest = seen.values, 0, 0, 1
    while taken < count and at < len(states) - 1 and np.isfinite(move[at]).all() and (move[at] != 0).any():
        came = states[at + 1 :] - states[at]
        near = apart(came, np.broadcast_to(move[at], came.shape)) <= level
        hits = np.flatnonzero((near | (np.abs(came - move[at]) <= ROUNDED * np.abs(states[at]).max())).all(axis=1))
        if not len(hits):
            whole = taken >= FEW or len(states) - 1 - at < widest  # the last step may not be there to its end
            return (taken, at) if whole and taken > pieces else (0, 0)
        if not pieces and hits[0] and _in_pieces(came[: hits[0]], move[at], level):
            return 0, 0
        at, taken, widest = at + 1 + int(hits[0]), taken + 1, max(widest, 1 + int(hits[0]))
    stands = taken < count and at < len(states) - 1 and not move[at].any()
    return (0, 0) if (stands and _goes_on(seen, at)) or taken <= pieces else (taken, at)


def may_begin(base: Base, states: Array, level: float) -> bool:
    """Whether the first step may lead to one of the states, entry by entry up to the first with which it leads to none.

    Most sets of mistakes are out of the question by an entry or two, so their other ones are never worked out.
    """
    codes, parts = base.program.names.new_codes, parts_of(base.program)
    if not parts and base.program.procedure not in ("together", "frozen"):
        return True
    came = states[1:] - states[0]
    floor = 2 * FLOOR * np.abs(came).max(axis=1, initial=0.0)
    rounded, left = 2 * ROUNDED * np.abs(states[0]).max(), np.ones(len(came), bool)
    for i in range(len(codes))[parts[0] if parts else slice(None)]:
        move = base.numbers[codes[i]].ravel()[0] - states[0, i]
        room = 2 * level * (np.maximum(np.abs(came[:, i]), abs(move)) + floor) + rounded
        left &= np.abs(came[:, i] - move) <= room
        if not left.any():
            return False
    return True


def _in_pieces(between: Array, move: Array, level: float) -> bool:
    """Whether these cut the way on which theta moves into equal pieces."""
    n = len(between)
    return close(between, np.arange(1, n + 1)[:, None] / (n + 1) * move, level)


def _goes_on(seen: States, at: int) -> bool:
    """Whether the loop that made this state, or the table, has a new one behind it."""
    if not seen.loops:
        return bool((seen.values[at + 1 :] != seen.values[at]).any())
    back = bool((seen.values[:at] == seen.values[at + 1]).all(axis=1).any())
    return not back and (not seen.looped or (at > 0 and seen.loops[at + 1] == seen.loops[at] >= 0))
