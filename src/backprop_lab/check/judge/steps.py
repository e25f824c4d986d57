"""Which mistakes explain the states of a descent, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..binding import BACK, Given
from ..catalogue import Mistake
from ..catalogue.row import both
from ..match import ROUGH, Base, Found, sets_that
from ..reference import on_data
from ..step import moved
from ..verdict import Judged
from .chain import chain, may_begin
from .context import Context, alternatives
from .descents import the_labs
from .forward import put_in
from .rates import changing_rate, other_rate
from .states import States
from .watched import Watched, shorter

MOST, SKIPPED = 128, 2
"""So many states are looked at, and so many may stand before the start."""
STEP = 1e-9
"""How near a step must be, relative: what is left after theta was subtracted from theta."""
FORMULAS = ("used-updated", "step-one-by-one")
"""Mistakes that need more of the gradient than its numbers."""
Own = Callable[[Base], Base]


@dataclass(frozen=True, eq=False)
class Followed:
    """The states that were followed, the sets of mistakes that give them, and the rate with which they do.

    `step` is the one, from 1, from which on that is the rate; `own` says that it is the student's own gradient that
    explains them, `unjudged` that the gradient could not be asked, so that its mistakes may be seen here, too.
    """

    found: list[Found]
    states: States
    rate: float
    step: int = 1
    own: bool = False
    unjudged: bool = False


@np.errstate(all="ignore")  # what runs away overflows
def follow(
    context: Context, bases: Sequence[Base], watched: Watched, before: Sequence[Judged], most: int = 2
) -> Followed | None:
    """The descent as far as it can be explained: what needs fewest mistakes, at `most` so many, wherever it is seen.

    Steps along the right gradient need no mistake; a gradient that is wrong itself is tried before, so that its
    mistakes are not those of the step.
    """
    rough = {"finite-differences", "float32"} & {flag for judged in before for flag in judged.flags}
    level = ROUGH if rough else STEP
    own = own_gradient(context) if before[-1].verdict != "right" else None
    rivals = _rivals(context, before)
    if not watched.function:
        watched = replace(watched, states=tuple(the_labs(context, states) for states in watched.states))
    for way in _ways(watched, own, before[-1].verdict == "wrong"):
        if way.size > most or (rivals and way.size == 2):
            continue  # with rivals too much would fit
        near = ROUGH if way.states.is_single else level
        found, rate, step = _explained(context, bases, way, watched, near, rivals)
        if found:
            return Followed(found, way.states, rate, step, way.own is not None, bool(rivals))
    return None


def _rivals(context: Context, before: Sequence[Judged]) -> list[Mistake]:
    """What a step may come from where forward map and gradient could not be asked: their mistakes.

    A gradient that is given dL/dz says nothing of how the program itself works that out.
    """
    unasked, binding = [judged for judged in before if judged.verdict == "cannot tell"], context.roles["gradient"]
    if binding is not None and any(map(binding.reads, BACK)) and before[-1].verdict == "right":
        outputs = context.right.program.names.units[-1]
        dz = both(tuple(name.derivative() for name in outputs))
        return [row for row in context.rows("gradient") if row.about == dz]
    if before[-1] not in unasked or (binding is not None and binding.layout is not None):
        return []
    return [row for judged in unasked for row in context.rows(judged.part) if row.change is not None]


@dataclass(frozen=True, eq=False)
class Way:
    """One try: along whose gradient (None: the right one), with how many mistakes, through which states.

    `pieces` allows that a step is cut into equal ones.
    """

    own: Own | None
    size: int
    states: States
    pieces: bool = False


def _ways(watched: Watched, own: Own | None, wrong: bool) -> Iterator[Way]:
    """A gradient that is known to be wrong goes first; a step in pieces, last."""
    moving = [s for s in watched.states if s.moves]
    right: tuple[tuple[Own | None, int], ...] = ((None, 0),)
    theirs: tuple[tuple[Own | None, int], ...] = ((own, 0), (own, 1)) if own is not None else ()
    first = (*theirs, *right) if wrong else (*right, *theirs)
    for gradient, size in (*first, (None, 1), (None, 2)):
        if gradient is not None:
            yield from (Way(gradient, size, _from(states, 0, watched)) for states in moving)
            continue
        for states in moving:
            before = 1 if states.looped else min(SKIPPED, len(states.values) - 1)
            yield from (Way(None, size, _from(states, skipped, watched)) for skipped in range(before))
    yield from (Way(None, 0, _from(states, 0, watched), True) for states in moving)


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
    context: Context, bases: Sequence[Base], way: Way, watched: Watched, level: float, rivals: Sequence[Mistake]
) -> tuple[list[Found], float, int]:
    """Sets of so many mistakes that give these states one after the other, and from which step on with which rate."""
    states, rate = way.states.values, watched.rate
    data = on_data(context.lab, states)
    known = [data, *(put_in(data, b.mistakes) for b in bases if b.mistakes)] if way.own is None else [way.own(data)]
    count = 1 if context.lab.method.numbers else MOST  # a method that remembers is followed for one step
    rows = [r for r in context.rows("descent") if r.change is not None]
    least = (
        2 if way.size == 2 and way.states.is_piece_by_piece(context.lab) else 1
    )  # a part of a step is soon explained
    if way.own is not None:
        rows = [r for r in rows if not r.id.startswith(FORMULAS)]

    def sets(size: int) -> list[Found]:
        """What explains more of the states is named first."""
        reached: dict[Found, int] = {}

        def steps(base: Base) -> bool:
            if not may_begin(base, states, level):
                return False
            taken, end = chain(way.states, moved(base.numbers, rate, states[0]), level, count, way.pieces)
            reached[base.mistakes] = end
            return taken >= least

        tried = [*rows, *rivals] if size == 1 else rows
        found = [one for one in sets_that(steps, known, tried, size) if rivals or _of_step(one) or size == 0]
        return alternatives(sorted(found, key=lambda one: -reached[one]))

    found = sets(way.size)
    if way.size == 0:
        changed = changing_rate(known, states, rate, level) if found else None
        return (found, rate, 1) if changed is None else _changing(context, *changed, rate)
    if way.size == 2 or (found and not rivals):
        return found, rate, 1
    changed = None if found else changing_rate(known, states, rate, level)
    other = None if changed else other_rate(known, way.states, rate, level, count)
    pairs = [] if rivals or not (changed or other) else sets(2)
    if changed is not None:
        return (pairs, rate, 1) if pairs else _changing(context, *changed, rate)
    return (found, rate, 1) if other is None else _lengths(context, *other, [*found, *pairs], rate)


def _changing(context: Context, base: Base, factor: float, step: int, rate: float) -> tuple[list[Found], float, int]:
    return _named(context, base, "rate-changes"), rate * factor, step


def _lengths(
    context: Context, base: Base, factor: float, others: list[Found], rate: float
) -> tuple[list[Found], float, int]:
    """Steps of another length: other mistakes may give them as well, and do where theta goes the other way."""
    if factor < 0:
        return others or _named(context, base, "step-ascent", "rate-other"), rate * -factor, 1
    single, own = [one for one in others if len(one) == len(base.mistakes) + 1], _named(context, base, "rate-other")
    return [*single, *own, *(one for one in others if one not in single)], rate * factor, 1


def _of_step(found: Found) -> bool:
    return any(m.part == "descent" for m in found)


def _named(context: Context, base: Base, *ids: str) -> list[Found]:
    """The base's mistakes and those of these ids."""
    rows = {row.id: row for row in context.rows("descent")}
    return [(*base.mistakes, *(rows[id] for id in ids))]
