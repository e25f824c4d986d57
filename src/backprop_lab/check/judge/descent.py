"""Judges the descent: each step against the right gradient and the student's own, the number of steps, the history."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..binding import Given
from ..match import ROUGH, Base, Found, apart, close, sets_that
from ..reference import on_data
from ..step import moved
from ..verdict import Judged, Place
from ..where import place
from .context import Context, alternatives
from .forward import put_in
from .tell import figure, formula, named, row
from .watched import FEW, States, Watched, loops_of

MOST, NEXT, SKIPPED = 64, 24, 2
"""So many states are looked at, so many for the end of the first step, and so many that may stand before the start."""
STEP = 1e-6
"""How near a step must be, relative: what is left after theta was subtracted from theta."""


def judge_descent(
    context: Context, bases: Sequence[Base], watched: Watched | None, before: Sequence[Judged]
) -> tuple[Judged, States | None]:
    """The verdict on part 3's steps, and the states that were followed; `bases` are what forward map and gradient may be."""
    if watched is None:
        return Judged(
            "descent", "cannot tell", "no descent was found: no function of theta, and nothing that moves in the script"
        ), None
    if watched.trouble:
        return Judged("descent", "wrong", watched.trouble, place=_place(context, watched.line)), None
    if watched.kept is not None and len(watched.kept) > 2 and _one_array(watched):
        told = f"all {len(watched.kept)} states that were kept are {row(watched.kept[0])}"
        return _behaviour(context, "history-one-array", told), None
    if _whole(watched):
        line = next((s.lines[0] for s in watched.states if s.is_theta and s.lines), 0)
        return _behaviour(context, "integer-theta", "theta has whole numbers alone", line), None
    level = ROUGH if {"finite-differences", "float32"} & {flag for judged in before for flag in judged.flags} else STEP
    own = own_gradient(context) if before[-1].verdict != "right" else None
    for size in (0, 1) if own is not None else ():
        for states in (s for s in watched.states if s.moves):
            followed = states.values[:MOST]
            found, rate = _explained(context, [], followed, watched, size, level, own)
            if found:
                seen = States(states.name, followed, lines=states.lines[:MOST], drawn=not watched.function)
                return _told(context, watched, (found, seen, rate), before), seen
    for size in (0, 1, 2):  # what needs fewest mistakes, in whichever states it is seen
        for states in (s for s in watched.states if s.moves):
            for skipped in range(1 if states.looped else min(SKIPPED, len(states.values) - 1)):
                followed = states.values[skipped : skipped + MOST]
                found, rate = _explained(context, bases, followed, watched, size, level)
                if found:
                    seen = States(
                        states.name, followed, lines=states.lines[skipped:][:MOST], drawn=not watched.function
                    )
                    return _told(context, watched, (found, seen, rate), before), seen
    return _unknown(context, watched, before), None


def _whole(watched: Watched) -> bool:
    """Whether theta was cut to whole numbers, at its start or in its first step."""
    states = [s for s in watched.states if s.is_theta or not s.name]
    starts = [s.values[0] for s in states if not watched.function] + [
        s.values[1] for s in states if watched.function and len(s.values) > 1
    ]
    return any(
        bool((v == np.round(v)).all()) and bool(np.abs(v).max() < 1e6) and v.size > 3 and bool(v.any()) for v in starts
    )


def _one_array(watched: Watched) -> bool:
    kept = watched.kept
    assert kept is not None
    moved_on = (
        any((v != v[0]).any() for v in watched.values)
        if watched.values
        else any(s.moves and s.is_theta for s in watched.states)
    )
    return bool((kept == kept[0]).all()) and moved_on


def own_gradient(context: Context) -> Callable[[Base], Base] | None:
    """Puts the student's own gradient of every point in place of the right one; None where there is no such function."""
    binding, lab = context.roles["gradient"], context.lab
    if binding is None or binding.layout is None:
        return None
    layout, data = binding.layout, lab.objective.data

    def put(base: Base) -> Base:
        theta = base.numbers.theta
        given = [Given(t, x, y) for t in theta for x, y in zip(data.x, data.y, strict=True)]
        table = layout.table(context.candidate.call_many([binding.call(lab, g) for g in given])).reshape(
            len(theta), len(data), -1
        )
        return base.with_numbers({code: table[:, :, i] for i, code in enumerate(layout.codes)})

    return put


FORMULAS = ("used-updated", "step-one-by-one")
"""Mistakes that need more of the gradient than its numbers."""


def _explained(
    context: Context, bases: Sequence[Base], states: Array, watched: Watched, size: int, level: float,
    own: Callable[[Base], Base] | None = None,
) -> tuple[list[Found], float]:  # fmt: skip
    """Sets of so many mistakes that give these states one after the other, and the rate with which they do."""
    start, rate = states[0], watched.rate
    data = on_data(context.lab, states)
    known = [data, *(put_in(data, b.mistakes) for b in bases if b.mistakes)] if own is None else [own(data)]
    count = 1 if context.lab.method.numbers else FEW  # a method that remembers is followed for one step

    def steps(base: Base) -> bool:
        return chain(states, moved(base.numbers, rate, start), level, count) > 0

    rows = [
        r for r in context.rows("descent") if r.change is not None and (own is None or not r.id.startswith(FORMULAS))
    ]
    found = [one for one in sets_that(steps, known, rows, size) if any(m.part == "descent" for m in one) or size == 0]
    if not found and size == 1:
        for base in known:
            ratio = _ratio(states, moved(base.numbers, rate, start)[0], level)
            if ratio is not None:
                other = next(m for m in context.rows("descent") if m.id == "rate-other")
                return [(*base.mistakes, other)], rate * ratio
    return alternatives(found), rate


def chain(states: Array, move: Array, level: float, count: int) -> int:
    """How many steps were taken, where every state after a move stands somewhere behind the one before it; 0 where one does not.

    Between two states may stand others: a program that changes theta entry by entry passes through them.
    """
    at, taken = 0, 0
    while taken < count and at < len(states) - 1 and np.isfinite(move[at]).all() and (move[at] != 0).any():
        came = states[at + 1 :] - states[at]
        hits = np.flatnonzero((apart(came, np.broadcast_to(move[at], came.shape)) <= level).all(axis=1))
        if not len(hits):
            return 0
        at, taken = at + 1 + int(hits[0]), taken + 1
    return taken


def _ratio(states: Array, wanted: Array, level: float) -> float | None:
    """The factor by which the first step is another one than it should be, in its own direction."""
    for came in states[1:NEXT] - states[0]:
        with np.errstate(all="ignore"):
            factor = float((came * wanted).sum() / (wanted * wanted).sum())
        if np.isfinite(factor) and factor != 0 and close(came[None], factor * wanted[None], level):
            return factor
    return None


def _unknown(context: Context, watched: Watched, before: Sequence[Judged]) -> Judged:
    if not any(s.moves for s in watched.states):
        return Judged("descent", "cannot tell", "theta did not move: this start lets nothing through, so no step can be judged"
                      if watched.states or watched.values else "no states of theta were seen")  # fmt: skip
    if any("finite-differences" in judged.flags for judged in before):
        return Judged("descent", "cannot tell", "the gradient is one by differences, too rough to follow step by step")
    if any(judged.verdict != "right" for judged in before):
        return Judged("descent", "cannot tell", "cannot be judged until the gradient is right")
    states = next(s.values for s in watched.states if s.moves)
    wanted = states[0] + moved(on_data(context.lab, states[:1]).numbers, watched.rate, states[0])[0]
    return Judged("descent", "wrong", "the step is wrong, and the mistake is not recognised", asked=f"a step from theta = {row(states[0])}",
                  evidence=f"theta came to {row(states[1])}, must come to {row(wanted)}", place=_line_of(context, watched, states[1]))  # fmt: skip


def _told(
    context: Context, watched: Watched, best: tuple[list[Found], States, float], before: Sequence[Judged]
) -> Judged:
    found, seen, rate = best
    states = seen.values
    new = [tuple(m for m in one if m.part == "descent") for one in found]
    if not any(new) or () in new:
        if (any(found) and () not in found) or before[-1].verdict != "right":
            return Judged(
                "descent",
                "cannot tell",
                "cannot be judged until the gradient is right; the steps are right for your own gradient",
            )
        if not _all_count(context, states[0]):
            return Judged(
                "descent",
                "cannot tell",
                "right so far, but every start that was drawn shuts a data point out: its share could not be seen",
            )
        return _count(context, watched)
    data = on_data(context.lab, states[:1])
    wanted = states[0] + moved(data.numbers, watched.rate, states[0])[0]
    names = named(new, "descent")
    where = _line_of_step(context, watched, seen)
    names = tuple(replace(n, place=where) for n in names)
    said = "; ".join(n.mistake.name for n in names)
    if any(n.mistake.id == "rate-other" for n in names):
        said = f"the rate is {figure(rate)}, not the lab's {figure(watched.rate)}"
    return Judged("descent", "wrong", said, names, f"a step from theta = {row(states[0])}",
                  f"theta came to {row(states[1])}, must come to {row(wanted)}",
                  "; ".join(filter(None, (formula(n.mistake, data.program) for n in names))), where)  # fmt: skip


def _all_count(context: Context, theta: Array) -> bool:
    """Whether every data point has a share in the gradient at theta; for many points, one of the first few."""
    numbers = on_data(context.lab, theta[None]).numbers
    each = numbers.stacked(tuple(n.code for n in context.right.program.gradient_names))[0]
    return bool((each != 0).any(axis=1)[:8].all())


def _count(context: Context, watched: Watched) -> Judged:
    """The steps are right: are there as many as the lab asks for?"""
    lengths = {v.size for v in watched.values} | ({len(watched.kept)} if watched.kept is not None else set())
    good = {watched.steps, watched.steps + 1}
    if lengths and not lengths & good:
        return _behaviour(context, "steps-other", f"{', '.join(map(str, sorted(lengths)))} values were kept")
    return Judged("descent", "right", "every step that was followed is theta minus the rate times the gradient of J")


def _behaviour(context: Context, id: str, evidence: str, line: int = 0) -> Judged:
    mistake = next(m for m in context.rows("descent") if m.id == id)
    binding = context.roles["descent"]
    where = _place(
        context, line or _loop_line(context, id) or (binding.function.line if binding is not None else None), guess=True
    )
    return Judged("descent", "wrong", mistake.name, (named([(mistake,)])[0],) if where is None else (replace(named([(mistake,)])[0], place=where),),
                  evidence=evidence, place=where)  # fmt: skip


def _line_of_step(context: Context, watched: Watched, seen: States) -> Place | None:
    """The line that made the wrong gradient of the first step where there is one of its own, else the one that moved theta."""
    step = (seen.values[1] - seen.values[0]) / watched.rate
    for event in watched.events:
        flat = event.values.ravel()
        if flat.size == step.size and np.allclose(-flat, step, rtol=1e-6) and _in_loop(context, event.line):
            return _place(context, event.line)
    line = seen.lines[1] if len(seen.lines) > 1 else 0
    return _place(context, line) if line else _line_of(context, watched, seen.values[1])


def _in_loop(context: Context, line: int) -> bool:
    return any(first < line <= last for first, last in loops_of(context.candidate.source))


def _loop_line(context: Context, id: str) -> int | None:
    """The line that keeps a state, or the loop itself."""
    tree = context.candidate.source.tree
    loops = [n for n in ast.walk(tree) if isinstance(n, (ast.For, ast.While))]
    if id == "history-one-array":
        kept = [n.lineno for loop in loops for n in ast.walk(loop) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
                and n.func.attr == "append" and n.args and isinstance(n.args[0], ast.Name)]  # fmt: skip
        return kept[0] if kept else None
    if id == "steps-other":
        counted = [n.lineno for n in loops if isinstance(n, ast.For) and isinstance(n.iter, ast.Call)]
        return counted[-1] if counted else None
    return None


def _line_of(context: Context, watched: Watched, state: Array) -> Place | None:
    """The line that made this state."""
    for event in watched.events:
        if (
            event.values.size == state.size
            and np.allclose(event.values.ravel(), state, rtol=1e-9, atol=0)
            and event.line
        ):
            return _place(context, event.line)
    return None


def _place(context: Context, line: int | None, guess: bool = False) -> Place | None:
    return place(context.candidate.source, line, guess) if line else None
