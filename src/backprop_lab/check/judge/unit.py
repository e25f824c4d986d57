"""Judges the activation and its derivative, functions of one number or of an array."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from ..binding import Binding, Given
from ..candidate.answer import Answer
from ..catalogue import Part
from ..match import EXACT, ROUGH, apart
from ..verdict import Judged, Named
from ..where import place
from .context import Context, level_of, trouble
from .tell import figure
from .unfound import unfound

TRIED = np.array([-3.0, -0.5, -0.125, 0.25, 1.0, 2.5])
ZERO = np.array([-2.0, 0.0, 3.0])


def judge_unit(context: Context, part: Part, after: Judged) -> Judged:
    """The verdict on one of the two; where there is no such function, what `after` uses of it is what counts."""
    binding = context.roles[part]
    if binding is None:
        return unfound(context, part, _inside(part, after))
    wanted = _wanted(context, part, TRIED)
    answers = context.candidate.call_many(
        [binding.call(context.lab, Given(value=v)) for v in (*TRIED.tolist(), TRIED, ZERO)]
    )
    singles, whole, at_zero = answers[: len(TRIED)], answers[len(TRIED)], answers[-1]
    alone = all(a.kind == "numbers" and sum(leaf.size for leaf in a.leaves) == 1 for a in singles)
    together = whole.kind == "numbers" and sum(leaf.size for leaf in whole.leaves) == len(TRIED)
    if not alone and not together:
        return _stops(context, part, binding, singles, whole)
    leaves = whole.leaves if together else [leaf for answer in singles for leaf in answer.leaves]
    came = np.concatenate([leaf.ravel() for leaf in leaves])
    off = apart(came[:, None], wanted[:, None])[:, 0] > max(level_of([whole]), EXACT if part == "activation" else ROUGH)
    if off.any():
        return _wrong(context, part, binding, came, wanted, int(np.argmax(off)))
    if whole.changed:
        return _overwrites(context, part, binding)
    return Judged(part, "right", _right(together, binding), notes=_at_zero(context, part, at_zero))


def _wanted(context: Context, part: Part, at: Array) -> Array:
    s = context.lab.network.activation
    value = s.value(at)
    return value if part == "activation" else s.slope(at, value)


def _inside(part: Part, after: Judged) -> Judged:
    what = "the forward map" if part == "activation" else "the gradient"
    told = "no function of its own was found"
    if after.verdict == "right":
        return Judged(part, "right", f"{told}; {what} that uses it is right")
    return Judged(part, "cannot tell", told)


def _stops(context: Context, part: Part, binding: Binding, singles: list[Answer], whole: Answer) -> Judged:
    told = trouble(context, binding, [whole]) or trouble(context, binding, singles)
    if told is None:
        told = f"{binding.function.name} hands back another number of numbers than it is given"
    where = place(context.candidate.source, binding.function.line) if binding.function.line else None
    return Judged(part, "wrong", told, (_row(context, part, f"{part}-wrong", binding),), _six(binding), place=where)


def _wrong(context: Context, part: Part, binding: Binding, came: Array, wanted: Array, at: int) -> Judged:
    name, x = binding.function.name, figure(float(TRIED[at]))
    named = _row(context, part, f"{part}-wrong", binding)
    told = f"{name}({x}) is {figure(float(came[at]))}, must be {figure(float(wanted[at]))}"
    return Judged(part, "wrong", named.mistake.name, (named,), f"{name}({x})", told, place=named.place)


def _overwrites(context: Context, part: Part, binding: Binding) -> Judged:
    named = _row(context, part, f"{part}-overwrites", binding)
    answer = context.one(binding.call(context.lab, Given(value=TRIED), trace=True))
    argument = binding.function.parameters[0]
    changed = [e.line for e in answer.events if e.name == argument and e.values.shape == TRIED.shape]
    line = changed[0] if changed else None
    if line is not None:
        named = Named(named.mistake, (), place(context.candidate.source, line))
    told = "the array is another one after the call"
    return Judged(part, "wrong", named.mistake.name, (named,), _six(binding), told, place=named.place)


def _six(binding: Binding) -> str:
    return f"{binding.function.name} of an array of six numbers"


def _row(context: Context, part: Part, id: str, binding: Binding) -> Named:
    mistake = next(m for m in context.rows(part) if m.id == id)
    answer = context.one(binding.call(context.lab, Given(value=float(TRIED[0])), trace=True))
    line = next((e.line for e in reversed(answer.events) if e.name == "return"), binding.function.line)
    return Named(mistake, (), place(context.candidate.source, line) if line else None)


def _right(together: bool, binding: Binding) -> str:
    single = "" if together else "; it takes single numbers, not arrays"
    return f"{binding.function.name} is right at every number that was tried{single}"


def _at_zero(context: Context, part: Part, answer: Answer) -> tuple[str, ...]:
    """The convention at the kink, which is nobody's mistake."""
    if part != "slope" or not context.lab.network.activation.kinks or answer.kind != "numbers":
        return ()
    values = np.concatenate([leaf.ravel() for leaf in answer.leaves])
    if values.size != 3:
        return ()
    low, high = sorted(context.lab.network.activation.pieces or (0.0, 1.0))
    told, span = f"At exactly 0 you take {figure(float(values[1]))}", f"from {figure(low)} to {figure(high)}"
    if low <= values[1] <= high:
        return (f"{told}; any value {span} is a convention, none is a mistake.",)
    return (f"{told}; a slope {span} is usual.",)
