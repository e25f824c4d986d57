"""Judges the forward map: each of its numbers, at exact, random and dead cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ...arrays import Array
from ..binding import Binding
from ..candidate.answer import Answer, Event
from ..catalogue import Part
from ..contrast import NEAR
from ..match import EXACT, ROUGH, Base, Found, Read, close, find
from ..reference import ReadCodes
from ..verdict import Judged, Named, Place
from ..where import Pair, locate, place, telling
from .context import Context, alternatives, level_of, trouble
from .likeness import likeness
from .stopped import verdict_on
from .tell import asked, differences, formula, name_of, named, shown, wrong_cases
from .unfound import unfound
from .unsure import unsure


def judge_forward(context: Context) -> tuple[Judged, list[Base]]:
    """The verdict, and the programs that the forward map may be: the right one, or those with the mistakes found."""
    binding = context.roles["forward"] or context.roles["loss"]
    if binding is None:
        return unfound(context, "forward", _missing()), [context.right]
    answers = context.asked(binding)
    told = trouble(context, binding, answers)
    if told is not None:
        line = line_of_answers(context, binding, answers)
        judged = verdict_on(context, "forward", binding, answers, told, line)
        return judged, [] if judged.verdict == "wrong" else [context.right]
    assert binding.layout is not None
    codes, came, level = binding.layout.codes, binding.layout.table(answers), level_of(answers)
    codes, came = _with_loss(context, binding, codes, came)
    read = ReadCodes(codes)
    if close(came, read(context.right.numbers), level):
        judged = Judged("forward", "right", _all_right(context, codes), notes=_short(context, codes, binding))
        return judged, [context.right]
    found = alternatives(find(came, [context.right], context.rows("forward"), read, level))
    bases = [put_in(context.right, one) for one in found]
    return told_wrong(context, "forward", binding, (codes, came, level), read, found), bases


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
    among = binding.layout is not None and binding.layout.size > len(codes)
    told = "and others that are not known" if among else "alone"
    return (f"{binding.function.name} hands back {', '.join(codes)} {told}; the lab asks for {', '.join(left)}, too.",)


def put_in(base: Base, mistakes: Found) -> Base:
    """The base with these mistakes."""
    for row in mistakes:
        more = base.with_mistake(row)
        base = base if more is None else more
    return base


Table = tuple[tuple[str, ...], Array, float]


def told_wrong(
    context: Context, part: Part, binding: Binding, table: Table, read: Read, found: Sequence[Found]
) -> Judged:  # fmt: skip
    """A wrong part with its smallest example, its mistakes and their line; not recognised where none was found."""
    codes, came, level = table
    cases = context.cases
    wanted = read(context.right.numbers)
    wrong = wrong_cases(came, wanted, level)
    at = wrong[0]
    bad = differences([name_of(c, context.right.program) for c in codes], came[at], wanted[at], level)
    lines = Followed(context, binding, wrong, found, named(found, part), NEAR if level == EXACT else ROUGH)
    names = tuple(replace(n, place=lines.of(n)) for n in lines.names)
    where = names[0].place if names else lines.of(None)
    case = cases.only(np.array([at]))
    ask = asked(binding.function.name, case.theta[0], case.x[0], case.y[0])
    if not names and (doubt := unsure(context, binding)):
        return Judged(part, "cannot tell", f"{binding.function.name} {doubt}", (), ask, shown(bad))
    if not names:
        said = f"{bad[0][0]} is wrong" if bad else "wrong"
        notes = likeness(context.right, codes, came, wanted, level)
        return Judged(
            part, "wrong", f"{said}, and the mistake is not recognised", (), ask, shown(bad), "", where, notes
        )
    said = "; ".join(n.mistake.name for n in names)
    formulas = "; ".join(filter(None, (formula(n.mistake, context.right.program) for n in names)))
    return Judged(part, "wrong", said, names, ask, shown(bad), formulas, where)


@dataclass(frozen=True, eq=False)
class Followed:
    """A wrong function, the cases at which it is wrong, and the sets of mistakes that it may have."""

    context: Context
    binding: Binding
    wrong: Sequence[int]
    found: Sequence[Found]
    names: Sequence[Named]
    near: float

    @cached_property
    def cases(self) -> list[int]:
        """The cases at which it is followed."""
        pairs = [p for n in self.names for p in pairs_of(self.context.right, n, self.found)]
        return telling(self.wrong, self.context.right, pairs)

    @cached_property
    def traces(self) -> list[tuple[Event, ...]]:
        """What its lines made there."""
        calls = self.binding.calls(self.context.lab, self.context.cases.only(np.array(self.cases)))
        return [a.events for a in self.context.candidate.call_many([replace(call, trace=True) for call in calls])]

    def of(self, one: Named | None) -> Place:
        """The line of a mistake: where the program leaves the one that has all the others; None is an unknown one."""
        pairs = [] if one is None else pairs_of(self.context.right, one, self.found)
        source, function = self.context.candidate.source, self.binding.function
        return locate(source, function, self.traces, self.cases, self.context.right, pairs, self.near)


def pairs_of(base: Base, one: Named, found: Sequence[Found]) -> list[Pair]:
    """For each set that has the mistake, or one that looks the same: the program without it, and with it."""
    pairs = []
    for mistakes in found:
        gone = (one.mistake,) if one.mistake in mistakes else one.also
        rest = tuple(m for m in mistakes if m not in gone)
        if len(rest) < len(mistakes):
            pairs.append((put_in(base, rest), put_in(base, mistakes)))
    return pairs
