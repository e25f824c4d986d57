"""Judges the descent: each step against the right gradient and the student's own, the number of steps, the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from ...arrays import Array
from ..evaluate import Numbers
from ..match import EXACT, FLOOR, Base, Found, close, find
from ..reference import on_data
from ..step import moved
from ..verdict import Judged, Place
from ..where import place
from .context import Context, alternatives
from .forward import put_in
from .tell import figure, formula, named, row
from .watched import FEW, Watched

STEP = 1e-6
"""How near a step must be, relative: what is left after theta was subtracted from theta."""


def judge_descent(context: Context, bases: Sequence[Base], watched: Watched | None, before: Sequence[Judged]) -> Judged:
    """The verdict on part 3's steps; `bases` are the programs that forward map and gradient may be."""
    if watched is None:
        return Judged("descent", "cannot tell", "no descent was found: no function of theta, and nothing that moves in the script")
    if watched.trouble:
        return Judged("descent", "wrong", watched.trouble, place=_place(context, watched.line))
    if watched.kept is not None and len(watched.kept) > 2 and _one_array(watched):
        return _behaviour(context, "history-one-array", f"all {len(watched.kept)} states that were kept are {row(watched.kept[0])}")
    for size in (0, 1, 2):  # what needs fewest mistakes, in whichever states it is seen
        for states, per in _readings(context, watched):
            found, rate = _explained(context, bases, states, per, watched, size)
            if found:
                return _told(context, watched, (found, states, per, rate), before)
    return _unknown(context, watched, before)


def _one_array(watched: Watched) -> bool:
    kept = watched.kept
    assert kept is not None
    return bool((kept == kept[0]).all()) and any((s[0] != s[-1]).any() for s in watched.states)


def _readings(context: Context, watched: Watched) -> Iterator[tuple[Array, int]]:
    """Sequences of states and how many of them make one step: one, or one a point, or one a layer."""
    n, depth = len(context.lab.objective.data), context.lab.network.depth
    for per in dict.fromkeys((1, n, depth)):
        for states in watched.states:
            if len(states) > per and np.isfinite(states[: per + 1]).all():
                yield states, per


def _explained(context: Context, bases: Sequence[Base], states: Array, per: int, watched: Watched, size: int) -> tuple[list[Found], float]:
    """Sets of so many mistakes that give these steps, and the rate with which they do."""
    rate = watched.rate
    at, to = states[:-per:per][:FEW], states[per::per][:FEW]
    count = 1 if context.lab.descent.method.partition(":")[0] != "gradient_descent" else min(len(at), len(to))
    finite = np.isfinite(to[:count]).all(axis=1) & np.isfinite(at[:count]).all(axis=1)
    at, to = at[:count][finite], to[:count][finite]
    if not len(at) or not (at != to).any():
        return [], rate
    start = states[0]
    data = on_data(context.lab, at)
    known = [data, *(put_in(data, b.mistakes) for b in bases if b.mistakes)]

    def read(found: Numbers) -> Array:
        return moved(found, rate, start)

    came = to - at
    rows = [r for r in context.rows("descent") if r.change is not None]
    found = find(came, known, rows, read, STEP, (size,))
    if not found and size == 1:
        for base in known:
            ratio = _ratio(came, read(base.numbers))
            if ratio is not None:
                other = next(m for m in context.rows("descent") if m.id == "rate-other")
                return [(*base.mistakes, other)], rate * ratio
    return alternatives(found), rate


def _ratio(came: Array, wanted: Array) -> float | None:
    """The factor that makes one the other, the same in every step."""
    with np.errstate(all="ignore"):
        factor = float((came * wanted).sum() / (wanted * wanted).sum())
    if not np.isfinite(factor) or factor == 0:
        return None
    return factor if close(came, factor * wanted, STEP) else None


def _unknown(context: Context, watched: Watched, before: Sequence[Judged]) -> Judged:
    if not any(_moves(s) for s in watched.states):
        return Judged("descent", "cannot tell", "theta did not move: this start lets nothing through, so no step can be judged"
                      if watched.states or watched.values else "no states of theta were seen")  # fmt: skip
    if any(judged.verdict != "right" for judged in before):
        return Judged("descent", "cannot tell", "cannot be judged until the gradient is right")
    states = watched.states[0]
    wanted = states[0] + moved(on_data(context.lab, states[:1]).numbers, watched.rate, states[0])[0]
    return Judged("descent", "wrong", "the step is wrong, and the mistake is not recognised", asked=f"a step from theta = {row(states[0])}",
                  evidence=f"theta came to {row(states[1])}, must come to {row(wanted)}", place=_line_of(context, watched, states[1]))  # fmt: skip


def _moves(states: Array) -> bool:
    return len(states) > 1 and bool((states != states[0]).any())


def _told(context: Context, watched: Watched, best: tuple[list[Found], Array, int, float], before: Sequence[Judged]) -> Judged:
    found, states, per, rate = best
    new = [tuple(m for m in one if m.part == "descent") for one in found]
    if not any(new) or () in new:
        if any(found) and () not in found:
            return Judged("descent", "cannot tell", "cannot be judged until the gradient is right; the steps are right for your own gradient")
        return _count(context, watched, states, per)
    data = on_data(context.lab, states[:1])
    wanted = states[0] + moved(data.numbers, watched.rate, states[0])[0]
    names = named(new, "descent")
    where = _line_of(context, watched, states[per])
    names = tuple(replace(n, place=where) for n in names)
    said = "; ".join(n.mistake.name for n in names)
    if any(n.mistake.id == "rate-other" for n in names):
        said = f"the rate is {figure(rate)}, not the lab's {figure(watched.rate)}"
    return Judged("descent", "wrong", said, names, f"a step from theta = {row(states[0])}",
                  f"theta came to {row(states[per])}, must come to {row(wanted)}",
                  "; ".join(filter(None, (formula(n.mistake, data.program) for n in names))), where)  # fmt: skip


def _count(context: Context, watched: Watched, states: Array, per: int) -> Judged:
    """The steps are right: are there as many as the lab asks for?"""
    lengths = {v.size for v in watched.values} | ({len(watched.kept)} if watched.kept is not None else set())
    good = {watched.steps, watched.steps + 1}
    if lengths and not lengths & good:
        return _behaviour(context, "steps-other", f"{', '.join(map(str, sorted(lengths)))} values were kept")
    return Judged("descent", "right", "every step that was followed is theta minus the rate times the gradient of J")


def _behaviour(context: Context, id: str, evidence: str) -> Judged:
    mistake = next(m for m in context.rows("descent") if m.id == id)
    binding = context.roles["descent"]
    where = _place(context, binding.function.line if binding is not None else None, guess=True)
    return Judged("descent", "wrong", mistake.name, (named([(mistake,)])[0],) if where is None else (replace(named([(mistake,)])[0], place=where),),
                  evidence=evidence, place=where)  # fmt: skip


def _line_of(context: Context, watched: Watched, state: Array) -> Place | None:
    """The line that made this state."""
    for event in watched.events:
        if event.values.size == state.size and np.allclose(event.values.ravel(), state, rtol=1e-9, atol=0) and event.line:
            return _place(context, event.line)
    return None


def _place(context: Context, line: int | None, guess: bool = False) -> Place | None:
    return place(context.candidate.source, line, guess) if line else None


__all__ = ["EXACT", "FLOOR", "judge_descent", "pairwise"]
