"""Judges the activation and its derivative, functions of one number or of an array."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..binding import Binding, Given
from ..candidate.answer import Answer
from ..catalogue import Part
from ..match import EXACT, ROUGH, apart
from ..verdict import Judged, Named
from ..where import place
from .context import Context, level_of, trouble
from .convention import at_zero
from .stopped import is_used, out_of_time, stopped, untried
from .tell import figure
from .unfound import unfound

TRIED = np.array([-3.0, -0.5, -0.125, -(2.0**-10), 2.0**-10, 0.25, 1.0, 7.5])
ZERO = np.array([-2.0, 0.0, 3.0])
WHOSE: dict[Part, str] = {"activation": "your forward map", "slope": "your gradient"}


def judge_unit(context: Context, part: Part, after: Judged) -> Judged:
    """The verdict on one of the two; where there is no such function, what `after` uses of it is what counts."""
    binding = context.roles[part]
    if binding is None:
        return unfound(context, part, _inside(part, after))
    wanted = _wanted(context, part, TRIED)
    given = (*TRIED.tolist(), TRIED, ZERO, *_of_layers(context))
    answers = context.candidate.call_many([binding.call(context.lab, Given(value=v)) for v in given])
    singles, whole, at_zero = answers[: len(TRIED)], answers[len(TRIED)], answers[len(TRIED) + 1]
    taken = _taken(singles, whole, answers[len(TRIED) + 2 :])
    if taken is None:
        return _stops(context, part, binding, singles, whole)
    came, note = taken
    off = apart(came[:, None], wanted[:, None])[:, 0] > max(level_of([whole]), EXACT if part == "activation" else ROUGH)
    if off.any():
        return _wrong(context, part, binding, came, wanted, int(np.argmax(off)), after)
    if any(answer.changed for answer in answers):
        return _overwrites(context, part, binding)
    told = f"{binding.function.name} is right at every number that was tried{note}"
    return Judged(part, "right", told, notes=_at_zero(context, part, at_zero))


def _of_layers(context: Context) -> list[Array]:
    """The numbers in rows as wide as a hidden layer: some functions take nothing else."""
    width = context.lab.network.widths[1]
    return [TRIED[np.arange(i, i + width) % len(TRIED)] for i in range(len(TRIED))]


def _taken(singles: Sequence[Answer], whole: Answer, rows: Sequence[Answer]) -> tuple[Array, str] | None:
    """What came of each number that was tried, and in which form it had to be given."""
    if _fits(whole, len(TRIED)):
        return _flat(whole), ""
    if all(_fits(answer, 1) for answer in singles):
        return np.concatenate([_flat(answer) for answer in singles]), "; it takes single numbers, not arrays"
    diagonal = _diagonal([whole])
    if diagonal is not None:
        return diagonal[0], ", the diagonal of a matrix"
    diagonal = _diagonal(rows)
    if diagonal is not None:
        return np.array([one[0] for one in diagonal]), ", the diagonal of a matrix"
    width = sum(leaf.size for leaf in rows[0].leaves) if rows else 0
    if width and all(_fits(answer, width) for answer in rows):
        return np.array([_flat(answer)[0] for answer in rows]), f"; it takes {width} numbers at once"
    return None


def _fits(answer: Answer, count: int) -> bool:
    return answer.kind == "numbers" and sum(leaf.size for leaf in answer.leaves) == count


def _flat(answer: Answer) -> Array:
    return np.concatenate([leaf.ravel() for leaf in answer.leaves])


def _diagonal(answers: Sequence[Answer]) -> list[Array] | None:
    """The numbers on the diagonal, where every answer is a matrix with nothing beside it."""
    matrices = [a.leaves[0] for a in answers if a.kind == "numbers" and len(a.leaves) == 1 and a.leaves[0].ndim == 2]
    square = [m for m in matrices if m.shape[0] == m.shape[1] > 1 and not (m - np.diag(np.diag(m))).any()]
    return [np.diag(m) for m in square] if len(square) == len(answers) > 0 else None


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


def _stops(context: Context, part: Part, binding: Binding, singles: Sequence[Answer], whole: Answer) -> Judged:
    if out_of_time([whole, *singles]):
        return untried(context, part, binding)
    told = trouble(context, binding, [whole]) or trouble(context, binding, singles)
    if told is None:
        told = f"{binding.function.name} hands back another number of numbers than it is given"
    if is_used(context, binding):
        return stopped(context, part, binding, told)
    where = place(context.candidate.source, binding.function.line) if binding.function.line else None
    return Judged(part, "wrong", told, (_row(context, part, f"{part}-wrong", binding),), _six(binding), place=where)


def _wrong(
    context: Context, part: Part, binding: Binding, came: Array, wanted: Array, at: int, after: Judged
) -> Judged:  # fmt: skip
    name, x = binding.function.name, figure(float(TRIED[at]))
    if after.verdict == "right" and _serves(context, part, binding):
        said = f"{name} is right for all that {WHOSE[part]} gives it, which is right"
        note = f"{name}({x}) is {figure(float(came[at]))}, but no such number comes to it."
        return Judged(part, "right", said, notes=(note,))
    named = _row(context, part, f"{part}-wrong", binding)
    told = f"{name}({x}) is {figure(float(came[at]))}, must be {figure(float(wanted[at]))}"
    return Judged(part, "wrong", named.mistake.name, (named,), f"{name}({x})", told, place=named.place)


def _serves(context: Context, part: Part, binding: Binding) -> bool:
    """Whether the forward map, or the gradient, runs through its lines."""
    by = ("forward", "loss") if part == "activation" else ("gradient", "objective_gradient")
    user = next(filter(None, map(context.roles.__getitem__, by)), None)
    own = range(binding.function.line, binding.function.last_line + 1)
    if user is None or not binding.function.line or user.function.line in own:
        return False
    calls = [replace(call, trace=True) for call in user.calls(context.lab, context.cases.only(np.arange(3)))]
    return any(
        event.line in own or any(line in own for pair in event.within for line in pair)
        for answer in context.candidate.call_many(calls)
        for event in answer.events
    )


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


def _at_zero(context: Context, part: Part, answer: Answer) -> tuple[str, ...]:
    """The convention at the kink, which is nobody's mistake."""
    if part != "slope" or not context.lab.network.activation.kinks or answer.kind != "numbers":
        return ()
    values = np.concatenate([leaf.ravel() for leaf in answer.leaves])
    if values.size != 3:
        return ()
    return (at_zero(float(values[1]), context.lab.network.activation.pieces, "you take"),)
