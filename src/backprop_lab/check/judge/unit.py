"""Judges the activation and its derivative, functions of one number or of an array."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from ..binding import Binding, Given
from ..candidate.answer import Answer
from ..match import EXACT, ROUGH, apart
from ..verdict import Judged, Named
from ..where import place
from .context import Context, level_of, trouble
from .tell import figure

TRIED = np.array([-3.0, -0.5, -0.125, 0.25, 1.0, 2.5])
ZERO = np.array([-2.0, 0.0, 3.0])


def judge_unit(context: Context, part: str, after: Judged) -> Judged:
    """The verdict on one of the two; where there is no such function, what `after` uses of it is what counts."""
    binding = context.roles[part]
    if binding is None:
        return _inside(part, after)
    wanted = _wanted(context, part, TRIED)
    answers = context.candidate.call_many(
        [binding.call(context.lab, Given(value=v)) for v in (*TRIED.tolist(), TRIED, ZERO)]
    )
    singles, whole, at_zero = answers[: len(TRIED)], answers[len(TRIED)], answers[-1]
    alone = _fits(singles, wanted)
    together = whole.kind == "numbers" and sum(leaf.size for leaf in whole.leaves) == len(TRIED)
    if not alone and not together:
        return _stops(context, part, binding, singles, whole)
    came = (
        np.concatenate([leaf.ravel() for leaf in whole.leaves])
        if together
        else np.array([a.leaves[0].ravel()[0] for a in singles])
    )
    if not together and all(a.kind == "numbers" for a in singles) is False:
        return _stops(context, part, binding, singles, whole)
    off = apart(came[:, None], wanted[:, None])[:, 0] > max(level_of([whole]), EXACT if part == "activation" else ROUGH)
    if off.any():
        return _wrong(context, part, binding, came, wanted, int(np.argmax(off)))
    if whole.changed:
        return _overwrites(context, part, binding)
    return Judged(part, "right", _right(together, binding), notes=_at_zero(context, part, at_zero))  # type: ignore[arg-type]


def _wanted(context: Context, part: str, at: Array) -> Array:
    s = context.lab.network.activation
    value = s.value(at)
    return value if part == "activation" else s.slope(at, value)


def _fits(answers: list[Answer], wanted: Array) -> bool:
    return all(a.kind == "numbers" and sum(leaf.size for leaf in a.leaves) == 1 for a in answers)


def _inside(part: str, after: Judged) -> Judged:
    what = "the forward map" if part == "activation" else "the gradient"
    told = (
        f"no function of its own was found; {what} that uses it is {after.verdict}"
        if after.verdict == "right"
        else "no function of its own was found"
    )
    return Judged(part, "right" if after.verdict == "right" else "cannot tell", told)  # type: ignore[arg-type]


def _stops(context: Context, part: str, binding: Binding, singles: list[Answer], whole: Answer) -> Judged:
    told = (
        trouble(context, binding, [whole])
        or trouble(context, binding, singles)
        or f"{binding.function.name} hands back another number of numbers than it is given"
    )
    return Judged(part, "wrong", told, (_row(context, part, f"{part}-wrong", binding),), f"{binding.function.name} of an array of six numbers",
                  place=place(context.candidate.source, binding.function.line) if binding.function.line else None)  # type: ignore[arg-type]  # fmt: skip


def _wrong(context: Context, part: str, binding: Binding, came: Array, wanted: Array, at: int) -> Judged:
    name, x = binding.function.name, figure(float(TRIED[at]))
    named = _row(context, part, f"{part}-wrong", binding)
    return Judged(part, "wrong", named.mistake.name, (named,), f"{name}({x})", f"{name}({x}) is {figure(float(came[at]))}, must be {figure(float(wanted[at]))}",
                  place=named.place)  # type: ignore[arg-type]  # fmt: skip


def _overwrites(context: Context, part: str, binding: Binding) -> Judged:
    named = _row(context, part, f"{part}-overwrites", binding)
    answer = context.one(binding.call(context.lab, Given(value=TRIED), trace=True))
    line = next(
        (e.line for e in answer.events if e.name == binding.function.parameters[0] and e.values.shape == TRIED.shape),
        None,
    )
    if line is not None:
        named = Named(named.mistake, (), place(context.candidate.source, line))
    return Judged(part, "wrong", named.mistake.name, (named,), f"{binding.function.name} of an array of six numbers",
                  "the array is another one after the call", place=named.place)  # type: ignore[arg-type]  # fmt: skip


def _row(context: Context, part: str, id: str, binding: Binding) -> Named:
    mistake = next(m for m in context.rows(part) if m.id == id)  # type: ignore[arg-type]
    answer = context.one(binding.call(context.lab, Given(value=float(TRIED[0])), trace=True))
    line = next((e.line for e in reversed(answer.events) if e.name == "return"), binding.function.line)
    return Named(mistake, (), place(context.candidate.source, line) if line else None)


def _right(together: bool, binding: Binding) -> str:
    return f"{binding.function.name} is right at every number that was tried" + (
        "" if together else "; it takes single numbers, not arrays"
    )


def _at_zero(context: Context, part: str, answer: Answer) -> tuple[str, ...]:
    """The convention at the kink, which is nobody's mistake."""
    if part != "slope" or not context.lab.network.activation.kinks or answer.kind != "numbers":
        return ()
    values = np.concatenate([leaf.ravel() for leaf in answer.leaves])
    if values.size != 3:
        return ()
    low, high = sorted(context.lab.network.activation.pieces or (0.0, 1.0))
    if low <= values[1] <= high:
        return (
            f"At exactly 0 you take {figure(float(values[1]))}; any value from {figure(low)} to {figure(high)} is a convention, none is a mistake.",
        )
    return (
        f"At exactly 0 you take {figure(float(values[1]))}; a slope from {figure(low)} to {figure(high)} is usual.",
    )
