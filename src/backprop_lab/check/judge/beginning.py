"""Judges where the descent starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...arrays import Array
from ..candidate.answer import Described
from ..catalogue.behaviour import range_of
from ..verdict import Judged
from .behave import told_wrong_of
from .context import Context
from .kept import is_of_whole_numbers
from .states import THETA_NAMES, States, last
from .tell import figure, row

RUNS = 12
"""So often a program is run to see where it starts."""
LOOKED = 3
"""In so many runs more a start is looked for where none was seen."""
SAME = 5
"""Numbers that are the same in so many runs are always so; of numbers with a digit or two some are by chance."""
ENOUGH = 30
"""So many numbers keep to one half of a range by chance in one program of ten million."""


def judge_start(context: Context, descent: States | None) -> Judged:
    """Random, and in the lab's range; `descent` are the states of the descent that was followed."""
    name = descent.name if descent is not None and descent.drawn else ""
    starts = _starts(context, name)
    start, line = next(starts, (None, 0))
    if start is None:
        return Judged("start", "cannot tell", "the program draws no start that was seen")
    low, high = _range(context)
    if low is not None and high is not None and ((start < low) | (start > high)).any():
        bad = float(start[(start < low) | (start > high)][0])
        told = f"{figure(bad)} is not between {figure(low)} and {figure(high)}; theta = {row(start)}"
        return told_wrong_of(context, "start", "start-out-of-range", told, line)
    other, _ = next(starts, (None, 0))
    if other is not None and other.shape == start.shape and (other == start).all():
        return told_wrong_of(context, "start", "start-not-random", f"theta = {row(start)} in every run", line)
    if other is not None and is_of_whole_numbers(start) and is_of_whole_numbers(other):
        return told_wrong_of(context, "start", "start-whole", f"theta = {row(start)}", line)
    if low is not None and high is not None and other is not None:
        equal = _equal(context, start, other, starts)
        if equal:
            return told_wrong_of(context, "start", "start-equal", equal, line)
        narrow = _narrow(np.concatenate([start, other]), starts, high - low)
        if narrow:
            return told_wrong_of(context, "start", "start-narrow", narrow, line)
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


def _equal(context: Context, start: Array, other: Array, starts: Iterator[tuple[Array, int]]) -> str:
    """Which numbers are the same in each of so many runs that this is no chance, and not 0; else ""."""
    runs, names = [start, other], [name.text for name in context.right.program.names.parameters]
    if start.shape != other.shape or start.size != len(names):
        return ""
    groups = _same(runs)
    while groups and len(runs) < SAME:
        theta, _ = next(starts, (None, 0))
        if theta is None or theta.shape != start.shape:
            return ""
        runs.append(theta)
        groups = _same(runs)
    told = "; ".join(" = ".join(names[i] for i in group) for group in groups)
    return f"{told} in each of {len(runs)} runs; theta = {row(start)}" if groups else ""


def _same(runs: Sequence[Array]) -> list[list[int]]:
    """The entries that have one number in each of the runs, none of them always 0."""
    table = np.array([run.ravel() for run in runs]).T
    found: dict[tuple[float, ...], list[int]] = {}
    for i, numbers in enumerate(table.tolist()):
        found.setdefault(tuple(numbers), []).append(i)
    return [group for numbers, group in found.items() if len(group) > 1 and any(numbers)]


def _narrow(drawn: Array, starts: Iterator[tuple[Array, int]], width: float) -> str:
    """What was drawn where it keeps to half of the range, in as many runs as it takes to rule chance out; else ""."""
    runs = 2
    while np.ptp(drawn) < width / 2 and drawn.size < ENOUGH:
        theta, _ = next(starts, (None, 0))
        if theta is None:
            return ""
        drawn, runs = np.concatenate([drawn, theta]), runs + 1
    if np.ptp(drawn) >= width / 2:
        return ""
    return f"all {drawn.size} numbers of {runs} runs lie between {figure(drawn.min())} and {figure(drawn.max())}"


def _first_theta(described: Described, context: Context, name: str) -> tuple[Array | None, int]:
    """Where the program's own descent started, by its statements, not by what it was given; and the line of that."""
    found = context.states(described.trail)
    chosen = _given(context, found) or [s for s in found if s.name == name] or [s for s in found if s.is_theta]
    if chosen and not chosen[0].looped and _values_of(described, chosen[0].name) > 1:
        return None, 0  # which of them the descent began with is not seen, as it stood still
    if chosen:
        start = np.asarray(chosen[0].values[0])
        made = (e.line for e in described.trail if e.line and np.array_equal(e.values.ravel(), start.ravel()))
        return start, next(made, chosen[0].lines[0] if chosen[0].lines else 0)
    size = context.lab.network.size
    held = [a[0].ravel() for n, a in described.numbers.items() if len(a) == 1 and last(n) in THETA_NAMES]
    return next((values for values in held if values.size == size), None), 0


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


def _range(context: Context) -> tuple[float | None, float | None]:
    start = context.lab.descent.start
    name, *numbers = str(start).split(":")
    if name == "uniform" and len(numbers) == 2:
        return float(numbers[0]), float(numbers[1])
    return None, None
