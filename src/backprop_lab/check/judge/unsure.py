"""Whether a function was asked what it is there for: only then are wrong answers that nothing explains called wrong."""

from __future__ import annotations

import numpy as np

from ..arrange import slot_named
from ..binding import Binding
from ..layout import flat
from ..passed_on import is_plainly_upstream
from .context import Context

CHANGES = "hands back other numbers when it is asked the same again: it depends on more than it is given"
UNKNOWN = "could not be asked for sure: what its arguments stand for is not known"


def unsure(context: Context, binding: Binding) -> str:
    """Why not, after the function's name; "" where it was."""
    if binding.how != "--use" and not _is_said(context, binding):
        return UNKNOWN
    once, again = context.candidate.call_many(2 * binding.calls(context.lab, context.cases.only(np.arange(1))))
    numbers = [flat(answer, False) for answer in (once, again) if answer.kind == "numbers"]
    same = len(numbers) == 2 and np.array_equal(numbers[0], numbers[1], equal_nan=True)
    return "" if same else CHANGES


def _is_said(context: Context, binding: Binding) -> bool:
    """Whether the name of each argument says what it is; what the forward map gave may have any name."""
    function = binding.function
    names = function.parameters[: function.required]
    handed_on = any(slot.what == "answer" for slot in binding.slots)
    return handed_on or all(slot_named(name, names, context.lab) or is_plainly_upstream(name) for name in names)
