"""Judges the gradient: against the right one, against every mistake, and against the student's own forward map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...arrays import Array
from ..binding import Given
from ..match import EXACT, ROUGH, Base, close, find
from ..reference import ReadCodes
from ..verdict import Judged
from .context import Context, alternatives, level_of, trouble
from .forward import _line, put_in, told_wrong

OWN = 1e-4
"""How near, relative to the largest entry, a gradient must be to differences of the student's own L."""
WIDTH = 2.0**-12


def judge_gradient(context: Context, forward: Judged, bases: Sequence[Base]) -> tuple[Judged, list[Base]]:
    """The verdict on dL/dtheta, and the programs that forward map and gradient together may be."""
    binding = context.roles["gradient"]
    if binding is None:
        return _missing(context), list(bases)
    answers = context.asked(binding)
    told = trouble(context, binding, answers)
    if told is not None:
        return Judged("gradient", "wrong", told, place=_line(context, binding, answers)), list(bases)
    assert binding.layout is not None
    codes, came, level = binding.layout.codes, binding.layout.table(answers), level_of(answers)
    read = ReadCodes(codes)
    right = read(context.right.numbers)
    if close(came, right, level):
        flags = ("float32",) if level > EXACT else ()
        return Judged(
            "gradient",
            "right",
            f"all {len(codes)} entries are right at all {len(came)} inputs that were tried",
            flags=flags,
        ), [context.right]
    if _roughly(came, right):
        return Judged("gradient", "right", "right, as far as differences can be", flags=("finite-differences",)), [
            context.right
        ]
    known = [context.right, *(b for b in bases if b.mistakes)]
    if forward.verdict != "right" and _right_for_own(context, came):
        return _silenced(True), list(bases)
    found = alternatives(find(came, known, context.rows("gradient"), read, level))
    new = [one for one in found if any(m.part == "gradient" for m in one)]
    if forward.verdict != "right" and (not new or len(new) != len(found)):
        if found:
            return _silenced(False), [put_in(context.right, one) for one in found]
    wrong_bases = [put_in(context.right, one) for one in new]
    judged = told_wrong(context, "gradient", binding, (codes, came, level), read, new, wrong_bases)
    if not new and forward.verdict != "right":
        judged = judged.at(verdict="cannot tell", said="cannot be judged until the forward map is right")
    return judged, wrong_bases or list(bases)


def _missing(context: Context) -> Judged:
    if context.roles["objective_gradient"] is not None:
        return Judged("gradient", "cannot tell", "only a gradient of J was found, none of the L of one point")
    return Judged("gradient", "cannot tell", "no function was found that works out the gradient",
                  asked="a function of theta, x and y that hands back dL/dtheta; name yours: --use gradient=my_function")  # fmt: skip


def _silenced(own: bool) -> Judged:
    told = (
        "your gradient is right for your own forward map"
        if own
        else "nothing but the forward map's mistake shows in it"
    )
    return Judged("gradient", "cannot tell", f"cannot be judged until the forward map is right; {told}")


def _roughly(came: Array, right: Array) -> bool:
    """Differences are near, but not equal; relative to the largest entry of each gradient."""
    largest = np.abs(right).max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return bool((np.abs(came - right) <= ROUGH * np.where(largest == 0, 1e-3, largest)).all())


def _right_for_own(context: Context, came: Array) -> bool:
    """Whether the gradient is that of the student's own L, by differences of it."""
    binding = next(
        (b for b in (context.roles["forward"], context.roles["loss"]) if b and b.layout and "L" in b.layout.codes), None
    )
    if binding is None or binding.layout is None:
        return False
    at = binding.layout.codes.index("L")
    size = context.lab.network.size
    chosen = [i for i in range(len(context.cases)) if np.abs(came[i]).max() > 0][:4]
    for i in chosen:
        theta, x, y = context.cases.theta[i], context.cases.x[i], context.cases.y[i]
        moved = [theta + side * WIDTH * np.eye(size)[p] for p in range(size) for side in (1, -1)]
        table = binding.layout.table(
            context.candidate.call_many([binding.call(context.lab, Given(t, x, y)) for t in moved])
        )[:, at]
        slope = (table[0::2] - table[1::2]) / (2 * WIDTH)
        if not np.isfinite(slope).all() or np.abs(slope - came[i]).max() > OWN * max(np.abs(slope).max(), 1e-9):
            return False
    return bool(chosen)
