"""Judges J: of a function, or of the values that the descent kept."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..binding import Given
from ..evaluate import Numbers
from ..match import Base, close, find
from ..reference import on_data
from ..verdict import Judged
from ..where import place
from .context import Context, alternatives, level_of, trouble
from .forward import put_in
from .tell import asked, figure, formula, named, row
from .watched import Watched


def judge_objective(context: Context, bases: Sequence[Base], watched: Watched | None, forward: Judged) -> Judged:
    """The verdict on J."""
    binding = context.roles["objective"]
    if binding is None:
        return _of_values(context, bases, watched, forward)
    answers = context.asked_at(binding, context.live)
    told = trouble(context, binding, answers)
    traced = context.one(
        binding.call(
            context.lab,
            Given(context.live[0], context.lab.objective.data.x[0], context.lab.objective.data.y[0]),
            trace=True,
        )
    )
    own = [
        e.line
        for e in traced.events
        if e.name == "return" and binding.function.line <= e.line <= binding.function.last_line
    ]
    at = own[-1] if own else binding.function.line
    line = place(context.candidate.source, at, guess=True) if at else None
    if told is not None:
        return Judged("objective", "wrong", told, place=line)
    came = np.array([answer.leaves[0].ravel()[:1] for answer in answers])
    judged = _judged(context, bases, context.live, came, level_of(answers), binding.function.name, forward)
    return (
        judged
        if judged.verdict != "wrong"
        else judged.at(place=line, mistakes=tuple(replace(n, place=line) for n in judged.mistakes))
    )


def _judged(
    context: Context, bases: Sequence[Base], theta: Array, came: Array, level: float, name: str, forward: Judged
) -> Judged:
    data = on_data(context.lab, theta)
    wanted = _read(data.numbers)
    if close(came, wanted, level):
        return Judged(
            "objective",
            "right",
            f"{name} is right at {len(theta)} theta that were tried" if len(theta) > 1 else f"{name} is right",
        )
    known = [data, *(put_in(data, b.mistakes) for b in bases if b.mistakes)]
    found = alternatives(find(came, known, context.rows("objective"), _read, level))
    new = [one for one in found if any(m.part == "objective" for m in one)]
    if forward.verdict != "right" and (not new or len(new) < len(found)):
        return Judged("objective", "cannot tell", "cannot be judged until the forward map is right" +
                      ("; nothing but the forward map's mistake shows in it" if found else ""))  # fmt: skip
    names = named(new, "objective")
    said = "; ".join(n.mistake.name for n in names) or "J is wrong, and the mistake is not recognised"
    at = int(np.argmax(np.abs(came - wanted)[:, 0]))
    return Judged("objective", "wrong", said, names, asked(f"{name} at theta = {row(theta[at])}", None),
                  f"J is {figure(float(came[at, 0]))}, must be {figure(float(wanted[at, 0]))}", formula(names[0].mistake, data.program) if names else "")  # fmt: skip


def _read(found: Numbers) -> Array:
    return found.of_all(("J",))


def _of_values(context: Context, bases: Sequence[Base], watched: Watched | None, forward: Judged) -> Judged:
    """Without a function: the values that were kept, at the states they belong to."""
    if watched is None or not watched.values or not watched.states:
        return Judged("objective", "cannot tell", "no function was found that gives J, and no list of its values")
    values = watched.values[0]
    for states in watched.states:
        for first in (0, 1):  # some keep J from the start on, some from after the first step
            theta = states.values[first : first + 3]
            if len(theta) and len(values) >= len(theta):
                judged = _judged(
                    context, bases, theta, values[: len(theta), None], 1e-7, "the list of J's values", forward
                )
                if judged.verdict == "right" or judged.mistakes:
                    return _placed(context, judged)
    if forward.verdict != "right":
        return Judged("objective", "cannot tell", "cannot be judged until the forward map is right")
    return Judged(
        "objective",
        "cannot tell",
        "no function was found that gives J, and the values that were kept could not be matched with theta",
    )


def _placed(context: Context, judged: Judged) -> Judged:
    """With the line that appends to a list within a loop, where J is worked out there and nowhere else."""
    loops = [n for n in ast.walk(context.candidate.source.tree) if isinstance(n, (ast.For, ast.While))]
    kept = [n.lineno for loop in loops for n in ast.walk(loop) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
            and n.func.attr == "append" and n.args and not isinstance(n.args[0], ast.Name)]  # fmt: skip
    if judged.verdict != "wrong" or not kept:
        return judged
    line = place(context.candidate.source, kept[0], guess=True)
    return judged.at(place=line, mistakes=tuple(replace(n, place=line) for n in judged.mistakes))
