"""Judges where the descent starts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...arrays import Array
from ..candidate.answer import Described
from ..catalogue.behaviour import range_of
from ..verdict import Judged
from .behave import told_wrong_of
from .context import Context
from .descents import each
from .spread import oddities, outside
from .states import THETA_NAMES, States, last
from .tell import row

RUNS = 12
"""So often a program is run to see where it starts."""
LOOKED = 3
"""In so many runs more a start is looked for where none was seen."""
LATER = 6
"""So many runs are looked at for the start of a second descent: one that nothing moves is not seen."""


def judge_start(context: Context, descent: States | None) -> Judged:
    """Random, and in the lab's range; `descent` are the states of the descent that was followed."""
    name = descent.name if descent is not None and descent.drawn else ""
    starts = _starts(context, name)
    start, line = next(starts, (None, 0))
    if start is None:
        return Judged("start", "cannot tell", "the program draws no start that was seen")
    other, _ = next(starts, (None, 0))
    fixed = other is not None and np.array_equal(start, other)
    later = _of_a_later_descent(context, name) if fixed else ""
    if later:
        return Judged("start", "right", later)
    for id, told in oddities(context, start, None if fixed else other, (theta for theta, _ in starts)):
        return told_wrong_of(context, "start", id, told, line)
    if fixed:
        return told_wrong_of(context, "start", "start-not-random", f"theta = {row(start)} in every run", line)
    return Judged("start", "right", f"random, {range_of(context.lab)}")


def _starts(context: Context, name: str) -> Iterator[tuple[Array, int]]:
    """The starts in several runs, each with its line; where theta is kept in blocks only those that move are seen."""
    for run in range(RUNS):
        described = context.after(run)
        if described is None:
            return
        start, line = _first_theta(described, context, name)
        if start is not None:
            yield start, line
        elif not name and run > LOOKED:
            return


def _of_a_later_descent(context: Context, name: str) -> str:
    """What is said where another descent begins at random, after one from a fixed start; else ""."""
    runs = [described for run in range(LATER) if (described := context.after(run)) is not None]
    starts = [_starts_in(context, described, name) for described in runs]
    for i in range(1, max(map(len, starts), default=0)):
        drawn = np.array([every[i] for every in starts if len(every) > i])
        if len(drawn) > 1 and (drawn[1:] != drawn[:-1]).all() and not outside(context, drawn):
            return f"random, {range_of(context.lab)}, in one of the descents"
    return ""


def _starts_in(context: Context, described: Described, name: str) -> list[Array]:
    """Where each of the descents of a run begins."""
    found = context.states(described.trail)
    chosen = [s for s in found if s.name == name] or _called_theta(found)
    return [chosen[0].values[part.start] for part in each(context, chosen[0])] if chosen else []


def _first_theta(described: Described, context: Context, name: str) -> tuple[Array | None, int]:
    """Where the program's own descent started, by its statements, not by what it was given; and the line of that."""
    found = context.states(described.trail)
    chosen = _given(context, found) or [s for s in found if s.name == name] or _called_theta(found)
    if chosen and not chosen[0].looped and _values_of(described, chosen[0].name) > 1:
        return None, 0  # which of them the descent began with is not seen, as it stood still
    if chosen:
        start = np.asarray(chosen[0].values[0])
        made = (e.line for e in described.trail if e.line and np.array_equal(e.values.ravel(), start.ravel()))
        return start, next(made, chosen[0].lines[0] if chosen[0].lines else 0)
    size = context.lab.network.size
    held = [a[0].ravel() for n, a in described.numbers.items() if len(a) == 1 and last(n) in THETA_NAMES]
    return next((values for values in held if values.size == size), None), 0


def _called_theta(found: list[States]) -> list[States]:
    """Those that are called so, and can be nothing else."""
    return [s for s in found if s.is_theta and not s.is_of_an_operator]


def _given(context: Context, found: list[States]) -> list[States]:
    """What the program itself gave its descent as theta."""
    binding = context.roles["descent"]
    if binding is None:
        return []
    own = (f"{binding.function.name}.", f"{binding.function.name}@")
    return [s for s in found if s.is_theta and s.name.startswith(own)]


def _values_of(described: Described, name: str) -> int:
    """How many values a name of the module had."""
    if "." in name:
        return 1
    return len({event.values.tobytes() for event in described.trail if event.name == name})
