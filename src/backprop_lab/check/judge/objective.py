"""Judges J: of a function, or of the values that the descent kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..binding import Binding, Given
from ..evaluate import Numbers
from ..match import Base, close, find
from ..reference import on_data
from ..verdict import Judged, Place
from .along import KEPT, along, varies
from .context import Context, alternatives, level_of, trouble
from .descents import each
from .forward import put_in
from .stepline import line_that_keeps, placed
from .stopped import verdict_on
from .tell import figure, formula, named, row
from .unfound import unfound
from .watched import Watched

POINT_ALONE = ("objective-first", "objective-last")
UNTIL = "cannot be judged until the forward map is right"


def judge_objective(context: Context, bases: Sequence[Base], watched: Watched | None, forward: Judged) -> Judged:
    """The verdict on J."""
    binding = context.roles["objective"]
    if binding is None:
        return unfound(context, "objective", _of_values(context, bases, watched, forward))
    answers = context.asked_at(binding, context.live_and_wide)
    told = trouble(context, binding, answers)
    line = _returns(context, binding)
    if told is not None:
        return verdict_on(context, "objective", binding, answers, told, line)
    came = np.array([answer.leaves[0].ravel()[:1] for answer in answers])
    judged = _judged(context, bases, context.live_and_wide, came, level_of(answers), binding.function.name, forward)
    return _at(judged, line)


def _at(judged: Judged, line: Place | None) -> Judged:
    """A wrong J with its line."""
    if judged.verdict != "wrong":
        return judged
    return judged.at(place=line, mistakes=tuple(replace(n, place=line) for n in judged.mistakes))


def _returns(context: Context, binding: Binding) -> Place | None:
    """The line at which the function hands J back."""
    data, function = context.lab.objective.data, binding.function
    traced = context.one(binding.call(context.lab, Given(context.live[0], data.x[0], data.y[0]), trace=True))
    ends = [e.line for e in traced.events if e.name == "return" and function.line <= e.line <= function.last_line]
    return placed(context, ends[-1] if ends else function.line, guess=True)


def _judged(
    context: Context, bases: Sequence[Base], theta: Array, came: Array, level: float, name: str, forward: Judged
) -> Judged:
    data = on_data(context.lab, theta)
    wanted = _read(data.numbers)
    if close(came, wanted, level):
        tried = f" at {len(theta)} theta that were tried" if len(theta) > 1 else ""
        return Judged("objective", "right", f"{name} is right{tried}")
    known = [data, *(put_in(data, b.mistakes) for b in bases if b.mistakes)]
    found = alternatives(find(came, known, context.rows("objective"), _read, level))
    new = [one for one in found if any(m.part == "objective" for m in one)]
    if forward.verdict != "right" and (not new or len(new) < len(found)):
        silenced = f"{UNTIL}; nothing but the forward map's mistake shows in it" if found else UNTIL
        return Judged("objective", "cannot tell", silenced)
    names = named(new, "objective")
    said = "; ".join(n.mistake.name for n in names) or "J is wrong, and the mistake is not recognised"
    at = int(np.argmax(np.abs(came - wanted)[:, 0]))
    evidence = f"J is {figure(float(came[at, 0]))}, must be {figure(float(wanted[at, 0]))}"
    right = formula(names[0].mistake, data.program) if names else ""
    return Judged("objective", "wrong", said, names, f"{name} at theta = {row(theta[at])}", evidence, right)


def _read(found: Numbers) -> Array:
    return found.of_all(("J",))


def _adds_up(context: Context, states: Array, values: Array) -> bool:
    """Whether each value is the one before and J besides."""
    every = values.ravel()
    with np.errstate(all="ignore"):
        return along(context, states, np.concatenate([every[:1], np.diff(every)]))


def _added_up(context: Context, values: Array) -> Judged:
    (name,) = named([tuple(m for m in context.rows("objective") if m.id == "objective-added-up")])
    first, second = (figure(float(v)) for v in values.ravel()[:2])
    told = f"the first value is {first}, the next {second}: that, and J after the step besides"
    where = placed(context, line_that_keeps(context, values), guess=True)
    return Judged("objective", "wrong", name.mistake.name, (replace(name, place=where),), evidence=told, place=where)


def _of_values(context: Context, bases: Sequence[Base], watched: Watched | None, forward: Judged) -> Judged:
    """Without a function: the values that were kept, at the states they belong to."""
    if watched is None or not watched.values or not watched.states:
        return Judged("objective", "cannot tell", "no function was found that gives J, and no list of its values")
    if any(along(context, theta, every) for theta in _descents(context, watched) for every in watched.values):
        return Judged("objective", "right", "the list of J's values is right, as far as theta was followed")
    added = next((v for states in watched.states for v in watched.values if _adds_up(context, states.values, v)), None)
    if added is not None:
        return _added_up(context, added)
    return _of_first(context, bases, watched, forward) or _unmatched(forward)


def _descents(context: Context, watched: Watched) -> Iterator[Array]:
    """The states that were seen, and of several descents those of each."""
    for states in watched.states:
        yield states.values
        parts = each(context, states)
        yield from (states.values[part] for part in parts if len(parts) > 1)


def _unmatched(forward: Judged) -> Judged:
    if forward.verdict != "right":
        return Judged("objective", "cannot tell", UNTIL)
    told = "no function was found that gives J, and the values that were kept could not be matched with theta"
    return Judged("objective", "cannot tell", told)


def _of_first(context: Context, bases: Sequence[Base], watched: Watched, forward: Judged) -> Judged | None:
    """The verdict on the first values at the first states, where it says more than that they do not fit.

    Of several lists that of a single point's loss may be kept beside J: it says nothing of the others.
    """
    thetas = [states for states in watched.states if states.is_theta]
    entries = {number for states in thetas for number in states.values[0].tolist()}  # these may be drawn, too
    lists = [v for v in watched.values if v.size in context.lengths and v[0] not in entries] or watched.values
    found = [_of_list(context, bases, watched, forward, values) for values in lists]
    told = [one for one in found if one is not None]
    alone = [one for one in told if any(n.mistake.id in POINT_ALONE for n in one.mistakes)]
    others = [one for one in told if one not in alone]
    return next(iter(others or (alone if len(found) == len(alone) else ())), None)


def _of_list(
    context: Context, bases: Sequence[Base], watched: Watched, forward: Judged, values: Array
) -> Judged | None:
    flat = (values == values[0]).all() and varies(context, watched.states, values.size)
    for states in watched.states if not flat else ():
        table = states.whole_steps if states.is_piece_by_piece(context.lab) else states.values
        for first in (0, 1):  # some keep J from the start on, some from after the first step
            theta = table[first : first + 3]
            if len(theta) and len(values) >= len(theta):
                came = values[: len(theta), None]
                judged = _judged(context, bases, theta, came, KEPT, "the list of J's values", forward)
                if judged.verdict == "right" or judged.mistakes:
                    return _at(judged, placed(context, line_that_keeps(context, values), guess=True))
    return None
