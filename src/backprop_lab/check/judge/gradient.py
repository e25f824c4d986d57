"""Judges the gradient: against the right one, against every mistake, and against the student's own forward map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...arrays import Array
from ..binding import Binding, Given
from ..match import EXACT, Base, close, find
from ..reference import ReadCodes
from ..verdict import Judged
from .context import Context, alternatives, level_of, trouble
from .convention import convention
from .differences import NEARLY, by_differences
from .forward import Table, line_of_answers, put_in, told_wrong
from .stopped import verdict_on
from .total import judge_total
from .unfound import unfound

OWN = 1e-4
"""How near, relative to the largest entry, a gradient must be to differences of the student's own L."""
WIDTH, ENOUGH = 2.0**-12, 4
KINK = 0.1
"""By so much, relative to the largest entry, the slopes of the two sides differ at a kink."""


def judge_gradient(context: Context, forward: Judged, bases: Sequence[Base]) -> tuple[Judged, list[Base]]:
    """The verdict on dL/dtheta, and the programs that forward map and gradient together may be."""
    binding = context.roles["gradient"]
    total = context.roles["objective_gradient"]
    if binding is None and total is not None and total.layout is not None:
        return judge_total(context, total, bases, forward.verdict == "wrong")
    if binding is None:
        return unfound(context, "gradient", _missing()), list(bases)
    answers = context.asked(binding)
    told = trouble(context, binding, answers)
    if told is not None:
        line = line_of_answers(context, binding, answers)
        return verdict_on(context, "gradient", binding, answers, told, line), list(bases)
    assert binding.layout is not None
    table = binding.layout.codes, binding.layout.table(answers), level_of(answers)
    right = _right(context, binding, table)
    if right is not None:
        return right, [context.right]
    return _wrong(context, forward, bases, binding, table)


def _right(context: Context, binding: Binding, table: Table) -> Judged | None:
    """The verdict on a gradient that is right, to the last digits or as far as differences can be."""
    codes, came, level = table
    wanted = ReadCodes(codes)(context.right.numbers)
    if close(came, wanted, level):
        notes = () if context.roles["slope"] else convention(context, binding)
        flags = ("float32",) if level > EXACT else ()
        told = f"all {len(codes)} entries are right at all {len(came)} inputs that were tried"
        return Judged("gradient", "right", told, notes=notes, flags=flags)
    if level == EXACT and _roughly(came, wanted) and by_differences(context, binding, codes):
        return Judged("gradient", "right", "all entries are as near as differences come", flags=("finite-differences",))
    return None


def _wrong(
    context: Context, forward: Judged, bases: Sequence[Base], binding: Binding, table: Table
) -> tuple[Judged, list[Base]]:
    codes, came, level = table
    read, unsure = ReadCodes(codes), forward.verdict == "wrong"
    if unsure and _right_for_own(context, came):
        return _silenced(True), list(bases)
    known = [context.right, *(b for b in bases if b.mistakes)]
    found = alternatives(find(came, known, context.rows("gradient"), read, level))
    new = [one for one in found if any(m.part == "gradient" for m in one)]
    if unsure and found and len(new) != len(found):
        return _silenced(False), [put_in(context.right, one) for one in found]
    wrong_bases = [put_in(context.right, one) for one in new]
    judged = told_wrong(context, "gradient", binding, table, read, new)
    if unsure and not new:
        judged = judged.at(verdict="cannot tell", said="cannot be judged until the forward map is right")
    return judged, wrong_bases or list(bases)


def _missing() -> Judged:
    asked = "a function of theta, x and y that hands back dL/dtheta; name yours: --use gradient=my_function"
    return Judged("gradient", "cannot tell", "no function was found that works out the gradient", asked=asked)


def _silenced(own: bool) -> Judged:
    told = "nothing but the forward map's mistake shows in it"
    if own:
        told = "your gradient is right for your own forward map"
    return Judged("gradient", "cannot tell", f"cannot be judged until the forward map is right; {told}")


def _roughly(came: Array, right: Array) -> bool:
    """Differences are near, but not equal; relative to the largest entry of each gradient."""
    largest = np.abs(right).max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return bool((np.abs(came - right) <= NEARLY * np.where(largest == 0, 1e-3, largest)).all())


def _right_for_own(context: Context, came: Array) -> bool:
    """Whether the gradient is that of the student's own L, by differences of it."""
    both = context.roles["forward"], context.roles["loss"]
    binding = next((b for b in both if b and b.layout and "L" in b.layout.codes), None)
    if binding is None or binding.layout is None:
        return False
    agreed = 0
    for i in np.flatnonzero(np.abs(came).max(axis=1) > 0):
        slope = _slope(context, binding, int(i))
        if slope is None:
            continue
        if not np.abs(slope - came[i]).max() <= OWN * max(np.abs(slope).max(), 1e-9):  # also where L is no number
            return False
        agreed += 1
        if agreed == ENOUGH:
            break
    return agreed > 0


def _slope(context: Context, binding: Binding, case: int) -> Array | None:
    """The student's own dL/dtheta by differences; None at a kink of their map, where the two sides differ."""
    assert binding.layout is not None
    theta, x, y = context.cases.theta[case], context.cases.x[case], context.cases.y[case]
    moved = [theta, *(theta + side * width for width in WIDTH * np.eye(theta.size) for side in (1, -1))]
    answers = context.candidate.call_many([binding.call(context.lab, Given(t, x, y)) for t in moved])
    loss = binding.layout.table(answers)[:, binding.layout.codes.index("L")]
    above, below = (loss[1::2] - loss[0]) / WIDTH, (loss[0] - loss[2::2]) / WIDTH
    slope = (above + below) / 2
    return None if np.abs(above - below).max() > KINK * np.abs(slope).max() else slope
