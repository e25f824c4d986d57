"""Judges a gradient of J, where a program has none of one point's L."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..binding import Binding
from ..contrast import NEAR
from ..match import EXACT, ROUGH, SINGLE, Base, Found, apart, close, find
from ..reference import on_data
from ..sighting import sightings
from ..verdict import Judged, Named, Place
from ..where import place
from .context import Context, alternatives, level_of, trouble
from .forward import line_of_answers, put_in
from .points import first_of_points
from .stopped import verdict_on
from .tell import asked, differences, formula, named, shown

OF_THE_SUM = ("step-mean", "step-last", "step-first")
"""What a step may make of the points' gradients stands here in the gradient of J itself."""
FOLLOWED = 8
"""So many theta are followed for the line."""
TRIED = "of J's gradient are right at {} theta that were tried"


def judge_total(context: Context, binding: Binding, bases: Sequence[Base], unsure: bool) -> tuple[Judged, list[Base]]:
    """The verdict on dJ/dtheta; `unsure` says that the forward map is wrong, so that its mistakes may be all."""
    thetas = context.many_live
    answers = context.asked_at(binding, thetas)
    told = trouble(context, binding, answers)
    line = line_of_answers(context, binding, answers)
    if told is not None:
        return verdict_on(context, "gradient", binding, answers, told, line), list(bases)
    line = line and replace(line, guess=True)
    assert binding.layout is not None
    codes, level, data = binding.layout.codes, level_of(answers), on_data(context.lab, thetas)
    came, wanted = binding.layout.table(answers), data.numbers.of_all(codes)
    if close(came, wanted, level):
        return Judged("gradient", "right", f"all {len(codes)} entries {TRIED.format(len(came))}"), [context.right]
    known = [data, *(put_in(data, b.mistakes) for b in bases if b.mistakes)]
    rows = [*context.rows("gradient"), *(row for row in context.rows("descent") if row.id in OF_THE_SUM)]
    found = alternatives(find(came, known, rows, lambda numbers: numbers.of_all(codes), level))
    new = [one for one in found if any(m.part != "forward" for m in one)]
    if unsure and not new:
        return Judged("gradient", "cannot tell", "cannot be judged until the forward map is right"), list(bases)
    names = named([tuple(m for m in one if m.part != "forward") for one in new])
    names = _placed(context, binding, names, new, line)
    bad = int(np.argmax((apart(came, wanted) > max(level, SINGLE)).any(axis=1)))
    evidence = shown(differences([_text(c) for c in codes], came[bad], wanted[bad], level))
    said = "; ".join(n.mistake.name for n in names) or "the gradient of J is wrong, and the mistake is not recognised"
    formulas = "; ".join(filter(None, (formula(n.mistake, context.right.program) for n in names)))
    point = context.lab.objective.data
    ask = asked(binding.function.name, thetas[bad], point.x[0], point.y[0]).partition(", x =")[0]
    line = names[0].place if names else line
    judged = Judged("gradient", "wrong", said, names, ask, evidence, formulas, line)
    return judged, [put_in(context.right, one) for one in new] or list(bases)


def _placed(
    context: Context, binding: Binding, names: Sequence[Named], found: Sequence[Found], line: Place | None
) -> tuple[Named, ...]:
    """The mistakes with their lines: that of the first wrong number of each, else the function's own."""
    if not names:
        return ()
    source, thetas = context.candidate.source, context.many_live[:FOLLOWED]
    answers = context.asked_at(binding, thetas, trace=True)
    seen = sightings(source, [a.events for a in answers], len(context.lab.objective.data))
    near = NEAR if level_of(answers) == EXACT else ROUGH
    firsts = [first_of_points(context, thetas, seen, one, found, near) for one in names]
    places = [line if first is None else place(source, first.line, not first.sure) for first in firsts]
    return tuple(replace(n, place=at) for n, at in zip(names, places, strict=True))


def _text(code: str) -> str:
    return code.replace("_", "/", 1)
