"""Judges the forward map: each of its numbers, at exact, random and dead cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..binding import Binding
from ..candidate.answer import Answer
from ..catalogue import Part
from ..match import Base, Found, Read, close, find
from ..reference import ReadCodes
from ..verdict import Judged, Place
from ..where import clearest, locate, place, used_everywhere
from .context import Context, alternatives, level_of, trouble
from .tell import asked, differences, formula, named, shown, wrong_cases
from .unfound import unfound


def judge_forward(context: Context) -> tuple[Judged, list[Base]]:
    """The verdict, and the programs that the forward map may be: the right one, or those with the mistakes found."""
    binding = context.roles["forward"] or context.roles["loss"]
    if binding is None:
        return unfound(context, "forward", _missing()), [context.right]
    answers = context.asked(binding)
    told = trouble(context, binding, answers)
    if told is not None:
        return Judged("forward", "wrong", told, place=line_of_answers(context, binding, answers)), []
    assert binding.layout is not None
    codes, came, level = binding.layout.codes, binding.layout.table(answers), level_of(answers)
    codes, came = _with_loss(context, binding, codes, came)
    read = ReadCodes(codes)
    if close(came, read(context.right.numbers), level):
        judged = Judged("forward", "right", _all_right(context, codes), notes=_short(context, codes, binding))
        return judged, [context.right]
    found = alternatives(find(came, [context.right], context.rows("forward"), read, level))
    bases = [put_in(context.right, one) for one in found]
    return told_wrong(context, "forward", binding, (codes, came, level), read, found, bases), bases


def _missing() -> Judged:
    return Judged("forward", "cannot tell", "no function was found that works out the forward map",
                  asked="a function of theta, x and y; name yours: --use forward=my_function")  # fmt: skip


def line_of_answers(context: Context, binding: Binding, answers: Sequence[Answer]) -> Place | None:
    """The line at which an answer stopped, else the function's own."""
    line = next((a.line for a in answers if a.line), None) or binding.function.line
    return place(context.candidate.source, line) if line else None


def _with_loss(
    context: Context, binding: Binding, codes: tuple[str, ...], came: Array
) -> tuple[tuple[str, ...], Array]:
    """L from a function of its own, where the forward map does not hand it back."""
    loss = context.roles["loss"]
    if "L" in codes or loss is None or loss is binding or loss.layout is None:
        return codes, came
    answers = context.asked(loss)
    if trouble(context, loss, answers) is not None:
        return codes, came
    return (*codes, "L"), np.hstack([came, loss.layout.table(answers)])


def _all_right(context: Context, codes: Sequence[str]) -> str:
    names = list(codes)
    told = ", ".join(names) if len(names) <= 8 else f"{', '.join(names[:3])}, ..., {names[-1]}"
    verb = "are" if len(names) > 1 else "is"
    return f"{told} {verb} right at all {len(context.cases)} inputs that were tried"


def _short(context: Context, codes: Sequence[str], binding: Binding) -> tuple[str, ...]:
    left = [n.text for n in context.right.program.forward_names if n.code not in codes]
    if not left:
        return ()
    return (f"{binding.function.name} hands back {', '.join(codes)} alone; the lab asks for {', '.join(left)}, too.",)


def put_in(base: Base, mistakes: Found) -> Base:
    """The base with these mistakes."""
    for row in mistakes:
        more = base.with_mistake(row)
        base = base if more is None else more
    return base


Table = tuple[tuple[str, ...], Array, float]


def told_wrong(
    context: Context, part: Part, binding: Binding, table: Table, read: Read, found: Sequence[Found],
    bases: Sequence[Base],
) -> Judged:  # fmt: skip
    """A wrong part with its smallest example, its mistakes and their line; not recognised where none was found."""
    codes, came, level = table
    cases = context.cases
    wanted = read(context.right.numbers)
    wrong = wrong_cases(came, wanted, level)
    at = wrong[0]
    bad = differences([_text(context, c) for c in codes], came[at], wanted[at], level)
    where = _located(context, binding, wrong, bases)
    names = tuple(replace(n, place=where) for n in named(found, part))
    case = cases.only(np.array([at]))
    ask = asked(binding.function.name, case.theta[0], case.x[0], case.y[0])
    if not names:
        said = f"{bad[0][0]} is wrong" if bad else "wrong"
        return Judged(part, "wrong", f"{said}, and the mistake is not recognised", (), ask, shown(bad), place=where)
    said = "; ".join(n.mistake.name for n in names)
    formulas = "; ".join(filter(None, (formula(n.mistake, context.right.program) for n in names)))
    return Judged(part, "wrong", said, names, ask, shown(bad), formulas, where)


def _located(context: Context, binding: Binding, wrong: Sequence[int], bases: Sequence[Base]) -> Place:
    """The line of the mistake, followed at the case where it shows most clearly."""
    known = bases[0] if bases else None
    at = clearest(wrong, context.right, known) if known is not None else wrong[0]
    (call,) = binding.calls(context.lab, context.cases.only(np.array([at])))
    events = context.one(replace(call, trace=True)).events
    units = used_everywhere(context.candidate.described.functions, events, binding.function)
    return locate(context.candidate.source, binding.function, events, at, context.right, bases, units)


def _text(context: Context, code: str) -> str:
    steps = context.right.program.steps
    return steps[code].symbol.text if code in steps else code
