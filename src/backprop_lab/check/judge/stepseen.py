"""What shows a mistake of the descent among the values that the lines of its first step made."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..candidate.nodes import nodes
from ..catalogue.change import scaled
from ..catalogue.row import layers
from ..contrast import contrast
from ..lines import Shown
from ..match import Found
from ..program import right_program
from ..reference import on_data
from ..sighting import Sighting
from ..verdict import Named
from .context import Context
from .forward import pairs_of, put_in
from .points import first_of_points

OF_ALL = ("step-mean", "step-sum")
SHORT = 3
"""A function of so many statements, called in several places, works for those that call it."""


def judged_lines(context: Context, one: Named) -> list[range]:
    """The lines of the functions that were judged before: a mistake of the step alone stands in none of them.

    But a mean over all points may, where it was judged with one.
    """
    if any(m.part != "descent" or m.id in OF_ALL for m in (one.mistake, *one.also)):
        return []
    roles = context.roles
    taken = (roles["forward"], roles["loss"], roles["gradient"] or roles["objective_gradient"])
    functions = [binding.function for binding in taken if binding is not None and binding.layout is not None]
    return [range(f.line, f.last_line + 1) for f in functions if f.line]


def first_wrong_of_step(
    context: Context, states: Array, values: Sequence[Sighting], one: Named, found: Sequence[Found]
) -> Shown | None:
    """The first number that only a program with the mistake has in the step from the first of the states.

    A helper that shows it first may have it from who called it, whose line is then a guess.
    """
    first, helpers = _first(context, states, values, one, found), _helpers(context)
    if first is None or not any(first.line in lines for lines in helpers):
        return first
    others = [s for s in values if not any(s.line in lines for lines in helpers)]
    called = _first(context, states, others, one, found) or first
    return replace(called, sure=False)


def _first(
    context: Context, states: Array, values: Sequence[Sighting], one: Named, found: Sequence[Found]
) -> Shown | None:
    """The first wrong number; of a factor of J's gradient also where each point's own dL/dz has it already."""
    shown = [first_of_points(context, states[:1], values, one, found)]
    factor = {"step-mean": 1 / len(context.lab.objective.data), "step-ascent": -1.0}.get(one.mistake.id)
    if factor is not None and not one.also and _leads_on(context, states, (one.mistake,)):
        early = replace(one.mistake, change=scaled(layers(right_program(context.lab))[-1].da, factor))
        shown.append(first_of_points(context, states[:1], values, Named(early), [(early,)]))
    return min((s for s in shown if s is not None), key=lambda s: s.at, default=None)


def _leads_on(context: Context, states: Array, mistakes: Found) -> bool:
    """Whether the mistakes in the right program lead to the next state, or to what of it has moved so far."""
    base = put_in(on_data(context.lab, states[:1]), mistakes)
    new, has_moved = base.numbers.of_all(base.program.names.new_codes)[0], states[1] != states[0]
    return bool(np.allclose(new[has_moved], states[1][has_moved], rtol=1e-6, atol=0))


def kept_alone(
    context: Context, theta: Array, values: Sequence[Sighting], one: Named, found: Sequence[Found]
) -> Shown | None:
    """Where one point's gradient stands last before the step, in which no other counts.

    For sure only where it replaces a sum that began at 0.
    """
    for without, wrong in pairs_of(on_data(context.lab, theta), one, found):
        told = contrast(without, wrong, [0], whole=True)
        first = next((s.at for s in values if told.new(s).any()), None)
        groups = [group for group in told.groups if told.own(group) and told.bad[[*group]].any()]
        hits = [s for s in values if (first is None or s.at < first) and any(told.is_whole(s, g) for g in groups)]
        if hits:
            last = hits[-1]
            begun = any(s.name == last.name and s.at < last.at and not s.columns.any() for s in values)
            return Shown(last.at, last.line, begun)
        if first is not None:
            line = next(s.line for s in values if s.at == first)
            return Shown(first, line, sure=False)
    return None


def _helpers(context: Context) -> list[range]:
    """The lines of short functions that are called in several places."""
    every = nodes(context.candidate.source.tree)
    calls = [n.func.id for n in every if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    short = [n for n in every if isinstance(n, ast.FunctionDef) and len(n.body) <= SHORT and calls.count(n.name) > 1]
    return [range(n.lineno, (n.end_lineno or n.lineno) + 1) for n in short]
