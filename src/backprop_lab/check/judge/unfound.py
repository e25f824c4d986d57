"""What is said where no function was taken for a role: why the one that should have it was not."""

from __future__ import annotations

import numpy as np

from ..arrange import arrangements
from ..binding import Binding, Given
from ..catalogue import Part
from ..roles import OTHERS
from ..verdict import Judged
from ..ways import WANTED
from .context import Context, trouble

SPOKEN_OF = ("forward", "gradient", "descent")
"""Roles whose names say enough; a function called error or g may be anything."""
SAID = {
    "xi": "entries of x",
    "entry": "entries of theta",
    "block": "blocks of theta",
    "bias": "biases",
    "points": "all points",
    "targets": "all targets",
}
"""What an argument is called where it is told."""


def unfound(context: Context, part: Part, otherwise: Judged) -> Judged:
    """`otherwise`, or the verdict on a function that was named for the part and cannot be asked."""
    function, how = context.roles.unfit.get(part, (None, ""))
    if function is None or (how != "--use" and part not in SPOKEN_OF):
        return otherwise
    by = f"{function.name}({', '.join(function.parameters)})"
    told = _stops(context, part, by) or f"{by} could not be asked: what its arguments stand for is not known"
    return otherwise.at(verdict="cannot tell", said=told)


def _stops(context: Context, part: Part, by: str) -> str | None:
    """What becomes of the likeliest call, where there is one."""
    function, how = context.roles.unfit[part]
    if part in OTHERS:
        return None
    own, made = next(arrangements(function, context.lab, WANTED[part]), (None, ()))
    if own is None:
        return None
    binding = Binding(part, function, own, made, how=how)
    if "x" in WANTED[part] and not function.owner and not (binding.reads("x") or binding.reads("xi")):
        return f"{by} is given no point: a function of theta, x and y was looked for"
    cases = context.cases.only(np.arange(1))
    answer = context.one(binding.call(context.lab, Given(cases.theta[0], cases.x[0], cases.y[0])))
    given = " and ".join(dict.fromkeys(SAID.get(slot.what, slot.what) for slot in (*made, *own)))
    told = trouble(context, binding, [answer])
    return f"{told} (it was called with {given})" if told else None
