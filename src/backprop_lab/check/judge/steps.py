"""Which mistakes explain the states of a descent, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import Array
from ..binding import Given
from ..catalogue import Mistake
from ..match import ROUGH, Base, Found, apart, close, sets_that
from ..reference import on_data
from ..step import moved
from ..verdict import Judged
from .context import Context, alternatives
from .forward import put_in
from .states import States
from .watched import FEW, Watched, shorter

MOST, NEXT, SKIPPED = 128, 24, 2
"""So many states are looked at, so many for the end of the first step, and so many that may stand before the start."""
STEP = 1e-6
"""How near a step must be, relative: what is left after theta was subtracted from theta."""
ROUNDED = 2.0**-50
"""What a step may be off, relative to theta: both its ends are rounded."""
FORMULAS = ("used-updated", "step-one-by-one")
"""Mistakes that need more of the gradient than its numbers."""
Own = Callable[[Base], Base]


@dataclass(frozen=True, eq=False)
class Followed:
    """The states that were followed, the sets of mistakes that give them, and the rate with which they do.

    `step` is the one, from 1, from which on that is the rate; `own` says that it is the student's own gradient that
    explains them.
    """

    found: list[Found]
    states: States
    rate: float
    step: int = 1
    own: bool = False


def follow(context: Context, bases: Sequence[Base], watched: Watched, before: Sequence[Judged]) -> Followed | None:
    """The descent as far as it can be explained: what needs fewest mistakes, in whichever states it is seen.

    Steps along the right gradient need no mistake; a gradient that is wrong itself is tried before, so that its
    mistakes are not those of the step.
    """
    rough = {"finite-differences", "float32"} & {flag for judged in before for flag in judged.flags}
    level = ROUGH if rough else STEP
    own = own_gradient(context) if before[-1].verdict != "right" else None
    for gradient, size, states in _ways(watched, own, before[-1].verdict == "wrong"):
        found, rate, step = _explained(context, bases, states, watched.rate, size, level, gradient)
        if found:
            return Followed(found, states, rate, step, gradient is not None)
    return None


def _ways(watched: Watched, own: Own | None, wrong: bool) -> Iterator[tuple[Own | None, int, States]]:
    """Whose gradient, how many mistakes, and the states; a gradient that is known to be wrong goes first."""
    moving = [s for s in watched.states if s.moves]
    right: tuple[tuple[Own | None, int], ...] = ((None, 0),)
    theirs: tuple[tuple[Own | None, int], ...] = ((own, 0), (own, 1)) if own is not None else ()
    first = (*theirs, *right) if wrong else (*right, *theirs)
    for gradient, size in (*first, (None, 1), (None, 2)):
        if gradient is not None:
            yield from ((gradient, size, _from(states, 0, watched)) for states in moving)
            continue
        for states in moving:
            before = 1 if states.looped else min(SKIPPED, len(states.values) - 1)
            yield from ((None, size, _from(states, skipped, watched)) for skipped in range(before))


def _from(states: States, first: int, watched: Watched) -> States:
    return shorter(states, slice(first, first + MOST), not watched.function)


def own_gradient(context: Context) -> Callable[[Base], Base] | None:
    """Puts the student's own gradient of every point in place of the right one; None without such a function."""
    binding, lab = context.roles["gradient"], context.lab
    if binding is None or binding.layout is None:
        return None
    layout, data = binding.layout, lab.objective.data

    def put(base: Base) -> Base:
        theta = base.numbers.theta
        given = [Given(t, x, y) for t in theta for x, y in zip(data.x, data.y, strict=True)]
        answers = context.candidate.call_many([binding.call(lab, g) for g in given])
        table = layout.table(answers).reshape(len(theta), len(data), -1)
        return base.with_numbers({code: table[:, :, i] for i, code in enumerate(layout.codes)})

    return put


def _explained(
    context: Context, bases: Sequence[Base], seen: States, rate: float, size: int, level: float, own: Own | None
) -> tuple[list[Found], float, int]:
    """Sets of so many mistakes that give these states one after the other, and from which step on with which rate."""
    states = seen.values
    data = on_data(context.lab, states)
    known = [data, *(put_in(data, b.mistakes) for b in bases if b.mistakes)] if own is None else [own(data)]
    count = 1 if context.lab.method.numbers else MOST  # a method that remembers is followed for one step

    reached: dict[Found, int] = {}

    def steps(base: Base) -> bool:
        taken, end = chain(seen, moved(base.numbers, rate, states[0]), level, count)
        reached[base.mistakes] = end
        return taken > 0

    rows = [r for r in context.rows("descent") if r.change is not None]
    if own is not None:
        rows = [r for r in rows if not r.id.startswith(FORMULAS)]
    found = [one for one in sets_that(steps, known, rows, size) if any(m.part == "descent" for m in one) or size == 0]
    if found and size == 0:
        return _changing(context, known, states, rate, level) or (alternatives(found), rate, 1)
    if found or size != 1:
        found.sort(key=lambda one: -reached[one])  # what explains more of the states is named first
        return alternatives(found), rate, 1
    return _changing(context, known, states, rate, level) or _other_rate(context, known, states, rate, level)


def _other_rate(
    context: Context, known: Sequence[Base], states: Array, rate: float, level: float
) -> tuple[list[Found], float, int]:
    """Steps in the right direction whose length is another one, and their rate."""
    for base in known:
        ratio = _ratio(states, moved(base.numbers, rate, states[0])[0], level)
        if ratio is not None:
            return [(*base.mistakes, _row(context, "rate-other"))], rate * ratio, 1
    return [], rate, 1


def _changing(
    context: Context, known: Sequence[Base], states: Array, rate: float, level: float
) -> tuple[list[Found], float, int] | None:
    """Steps in the right direction whose length is not always the same: the first that differs, and its rate."""
    for base in known:
        ratios = _ratios(states, moved(base.numbers, rate, states[0]), level)
        changed = [i for i, ratio in enumerate(ratios) if not np.isclose(ratio, ratios[0], rtol=1e-4, atol=0)]
        if changed:
            return [(*base.mistakes, _row(context, "rate-changes"))], rate * ratios[changed[0]], changed[0] + 1
    return None


def _row(context: Context, id: str) -> Mistake:
    return next(row for row in context.rows("descent") if row.id == id)


def chain(seen: States, move: Array, level: float, count: int) -> tuple[int, int]:
    """How many steps were taken, and at which state they end.

    None, where one of the first few leads to a state that stands nowhere behind the one before it: what comes after
    them may be something else. Between two states may stand others: a program that changes theta entry by entry
    passes through them. None, too, where theta stands still in a step, but goes on within the same loop.
    """
    states, at, taken, widest = seen.values, 0, 0, 1
    while taken < count and at < len(states) - 1 and np.isfinite(move[at]).all() and (move[at] != 0).any():
        came = states[at + 1 :] - states[at]
        near = apart(came, np.broadcast_to(move[at], came.shape)) <= level
        hits = np.flatnonzero((near | (np.abs(came - move[at]) <= ROUNDED * np.abs(states[at]).max())).all(axis=1))
        if not len(hits):
            whole = taken >= FEW or len(states) - 1 - at < widest  # the last step may not be there to its end
            return (taken, at) if whole else (0, 0)
        at, taken, widest = at + 1 + int(hits[0]), taken + 1, max(widest, 1 + int(hits[0]))
    stands = taken < count and at < len(states) - 1 and not move[at].any()
    return (0, 0) if stands and _goes_on(seen, at) else (taken, at)


def _goes_on(seen: States, at: int) -> bool:
    """Whether the loop that made this state, or the table, has a new one behind it."""
    if not seen.loops:
        return bool((seen.values[at + 1 :] != seen.values[at]).any())
    back = bool((seen.values[:at] == seen.values[at + 1]).all(axis=1).any())
    return not back and (not seen.looped or (at > 0 and seen.loops[at + 1] == seen.loops[at] >= 0))


def _ratios(states: Array, move: Array, level: float) -> list[float]:
    """The factor of every step, as long as one state follows the other in the direction in which it should."""
    found: list[float] = []
    with np.errstate(all="ignore"):
        steps, lengths = np.diff(states, axis=0), (move * move).sum(axis=1)
        factors = (steps * move[:-1]).sum(axis=1) / lengths[:-1]
    for came, wanted, theta, factor in zip(steps, move, states, factors.tolist(), strict=False):
        rounded = ROUNDED * float(np.abs(theta).max())
        if not np.isfinite(factor) or np.abs(wanted).max() < 1e4 * rounded:
            break
        if not (close(came[None], factor * wanted[None], level) or np.abs(came - factor * wanted).max() <= rounded):
            return []
        found.append(factor)
    return found


def _ratio(states: Array, wanted: Array, level: float) -> float | None:
    """The factor by which the first step is another one than it should be, in its own direction."""
    for came in states[1:NEXT] - states[0]:
        with np.errstate(all="ignore"):
            factor = float((came * wanted).sum() / (wanted * wanted).sum())
        if np.isfinite(factor) and factor != 0 and close(came[None], factor * wanted[None], level):
            return None if np.isclose(factor, 1, rtol=1e-4, atol=0) else factor
    return None
