"""Judges the descent: its steps against the right gradient and the student's own, their number, the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..catalogue import PARTS, Mistake
from ..match import Base, close
from ..reference import on_data
from ..step import moved
from ..verdict import Judged
from .along import begins
from .called import as_called
from .confirmed import confirmed
from .context import ERRORS, Context
from .kept import all_but_the_first, is_whole, starts_again, stops_early
from .remembered import forgotten
from .states import States
from .stepline import began_with_start, line_of, line_of_loop, line_of_step, placed
from .steps import STEP, Followed
from .stopped import is_used
from .tell import figure, formula, moved_to, named, row
from .unfound import unfound
from .untold import untold
from .watched import Watched, begun, one_array

NOTHING = "no descent was found: no function of theta, and nothing that moves in the script"
UNSEEN = "no states of theta were seen: keep theta, or its blocks W, U, V, under one name each"
STUCK = "theta did not move: this start lets nothing through, so no step can be judged"
GRADIENT = "cannot be judged until the gradient is right"
OWN = f"{GRADIENT}; the steps are right for your own gradient"
EXAMPLES = 16
"""Among so many states the first wrong step is looked for."""
SHUT = "right so far, but every start that was drawn shuts a data point out: its share could not be seen"


def judge_descent(
    context: Context, bases: Sequence[Base], watched: Watched | None, before: Sequence[Judged]
) -> tuple[Judged, States | None]:
    """The verdict on part 3's steps, and the states that were followed.

    `bases` are what forward map and gradient may be, `before` what was said of them.
    """
    if watched is None:
        return unfound(context, "descent", _untold(NOTHING)), None
    told = _at_once(context, watched)
    if told is not None:
        return told, None
    watched, followed = confirmed(context, bases, watched, before)
    if followed is None:
        return _unknown(context, watched, before), None
    judged = _told(context, watched, followed, before)
    if followed.states.is_single:
        judged = judged.at(flags=("float32",))
    if watched.function and judged.verdict == "right" and all(one.verdict == "right" for one in before):
        judged = as_called(context, judged)
    return judged, followed.states


def _untold(said: str) -> Judged:
    return Judged("descent", "cannot tell", said)


def _at_once(context: Context, watched: Watched) -> Judged | None:
    """What is wrong without looking at the steps."""
    if watched.trouble.endswith(ERRORS["timeout"]):
        return _untold(watched.trouble)
    if watched.trouble:
        binding = context.roles["descent"]
        if binding is not None and is_used(context, binding):
            return _untold(f"{watched.trouble}, where it is given theta as a row of numbers; in your program it ran")
        return Judged("descent", "wrong", watched.trouble, place=placed(context, watched.line))
    if watched.kept is not None and (one_array(watched) or all_but_the_first(context, watched)):
        told = f"the last {len(watched.kept) - 1} states that were kept are all {row(watched.kept[-1])}"
        return _behaviour(context, "history-one-array", told)
    if starts_again(context, watched):
        return _behaviour(context, "theta-stands", "every step begins at the start again, and leads to the same state")
    if is_whole(context, watched):
        line = next((s.lines[0] for s in watched.states if s.is_theta and s.lines), 0)
        return _behaviour(context, "integer-theta", "theta has whole numbers alone", line)
    return None


def _unknown(context: Context, watched: Watched, before: Sequence[Judged]) -> Judged:
    if not any(s.moves for s in watched.states):
        if before[-1].verdict == "wrong":  # it may be 0
            return _untold(GRADIENT)
        return _stands(context, watched) or _untold(_nothing_moves(context, watched))
    known = untold(context, watched) if all(judged.verdict != "wrong" for judged in before) else None
    if known is not None:
        return _behaviour(context, known.id, known.evidence, known.line)
    if any("finite-differences" in judged.flags for judged in before):
        return _untold("the gradient is one by differences, too rough to follow step by step")
    if any(judged.verdict != "right" for judged in before):
        return _untold(GRADIENT)
    states = next(s.values for s in watched.states if s.moves)
    others = [s for s in watched.states if s.is_theta and not s.moves]
    if others and begins(context, states).all():  # one number after the other was drawn: this is no descent
        return _untold(_nothing_moves(context, watched))
    asked, evidence = _example(context, watched, states)
    return Judged("descent", "wrong", "the step is wrong, and the mistake is not recognised", asked=asked,
                  evidence=evidence, place=line_of(context, watched, states[1]))  # fmt: skip


def _stands(context: Context, watched: Watched) -> Judged | None:
    """Whether the start's J, or the start, was kept again and again, where the gradient is not zero."""
    own = [(context.live[watched.run][None], watched.values)] if watched.function else []
    for theta, values in [*own, *begun(context)]:
        numbers = on_data(context.lab, theta).numbers
        if not numbers.slope().any():
            continue
        wanted = float(numbers["J"][0, 0])
        if any(close(v[None], np.full((1, v.size), wanted)) for v in values):
            return _behaviour(context, "theta-stands", f"J stays at {figure(wanted)}, where its gradient is not zero")
        if watched.function and watched.kept is not None and (watched.kept == theta).all():
            return _behaviour(context, "theta-stands", f"every state that was kept is the start, {row(theta)}")
    return None


def _nothing_moves(context: Context, watched: Watched) -> str:
    """Why no step is there to be judged: a start is stuck only where the gradient of J is zero there."""
    if not watched.function and not watched.values and not any(s.looped for s in watched.states):
        return NOTHING
    starts = [theta for theta, _ in begun(context)]
    alive = any(on_data(context.lab, theta).numbers.slope().any() for theta in starts)
    return UNSEEN if alive or not starts else STUCK


@np.errstate(all="ignore")  # what runs away overflows
def _example(context: Context, watched: Watched, states: Array) -> tuple[str, str]:
    """The first step that is not what was asked for, and what came of it."""
    names = [name.text for name in context.right.program.names.parameters]
    seen = states[:EXAMPLES]
    wanted = seen[:-1] + moved(on_data(context.lab, seen[:-1]).numbers, watched.rate, seen[0])
    wrong = [t for t, right in enumerate(wanted) if not close(seen[t + 1][None] - seen[t], right[None] - seen[t], STEP)]
    at = wrong[0] if wrong else 0
    return f"a step from theta = {row(seen[at])}", moved_to(names, seen[at + 1], wanted[at], STEP)


def _told(context: Context, watched: Watched, followed: Followed, before: Sequence[Judged]) -> Judged:
    found, states = followed.found, followed.states.values
    known = {m.id for judged in before for n in judged.mistakes for m in (n.mistake, *n.also)}
    parts = PARTS if followed.unjudged else ("descent",)
    new = [tuple(m for m in one if m.part in parts and m.id not in known) for one in found]
    if not any(new) or () in new:
        if followed.own or (any(found) and () not in found):
            return _untold(OWN)
        kept = forgotten(context, followed.states, watched.rate)
        if kept:
            return _behaviour(context, "method-other", kept)
        return _count(context, watched, followed.states) if _all_count(context, states[0]) else _untold(SHUT)
    if all(m.id == "rate-other" for one in new for m in one):
        kept = forgotten(context, followed.states, abs(followed.rate))
        if kept:
            return _behaviour(context, "method-other", kept)
        if followed.unjudged:
            return _scaled(context, watched, followed)
    names = tuple(replace(n, place=line_of_step(context, watched, followed.states, n, found)) for n in named(new))
    said = "; ".join(_sentence(n.mistake, followed, watched) for n in names)
    if any(n.mistake.id == "rate-changes" for n in names):
        states = states[followed.step - 1 :]
    asked, evidence = _example(context, watched, states)
    formulas = "; ".join(filter(None, (formula(n.mistake, context.right.program) for n in names)))
    return Judged("descent", "wrong", said, names, asked, evidence, formulas, names[0].place)


def _scaled(context: Context, watched: Watched, followed: Followed) -> Judged:
    """Steps of another length, where the gradient could not be asked."""
    factor = figure(followed.rate / watched.rate)
    said = f"each step is {factor} times what it must be: the rate, or a factor in the gradient; neither could be asked"
    asked, evidence = _example(context, watched, followed.states.values)
    return Judged("descent", "wrong", said, asked=asked, evidence=evidence)


def _sentence(mistake: Mistake, followed: Followed, watched: Watched) -> str:
    """The mistake's name, with its number where it has one."""
    if mistake.id == "rate-other":
        return f"the rate is {figure(followed.rate)}, not the lab's {figure(watched.rate)}"
    if mistake.id == "rate-changes":
        return f"the rate is not the same in every step: in step {followed.step} it is {figure(followed.rate)}"
    return mistake.name


def _all_count(context: Context, theta: Array) -> bool:
    """Whether every data point has a share in the gradient at theta; for many points, one of the first few."""
    numbers = on_data(context.lab, theta[None]).numbers
    each = numbers.stacked(tuple(n.code for n in context.right.program.gradient_names))[0]
    return bool((each != 0).any(axis=1)[:8].all())


def _count(context: Context, watched: Watched, states: States) -> Judged:
    """The steps are right: are there as many as the lab asks for?"""
    lengths = {v.size for v in watched.values} | ({len(watched.kept)} if watched.kept is not None else set())
    if lengths and not lengths & (context.lengths | context.lengths_by_points):
        return _behaviour(context, "steps-other", f"{', '.join(map(str, sorted(lengths)))} values were kept")
    steps = context.lab.descent.steps
    if lengths == {steps} and began_with_start(context):
        return _behaviour(context, "steps-other", f"{steps} values were kept, the first of them before the first step")
    early = stops_early(context, watched, states.whole_steps)
    if early:
        return _behaviour(context, "steps-other", early)
    return Judged("descent", "right", "every step that was followed is theta minus the rate times the gradient of J")


def _behaviour(context: Context, id: str, evidence: str, line: int = 0) -> Judged:
    (name,) = named([tuple(m for m in context.rows("descent") if m.id == id)])
    binding = context.roles["descent"]
    own = binding.function.line if binding is not None else None
    where = placed(context, line or line_of_loop(context, id) or own, guess=True)
    return Judged("descent", "wrong", name.mistake.name, (replace(name, place=where),), evidence=evidence, place=where)
