"""What the numbers of drawn starts say: beyond the range, whole, one the other's copy, or in a part of the range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from ...arrays import Array
from .context import Context
from .kept import is_of_whole_numbers
from .tell import figure, row

SAME = 5
"""Numbers that are the same in so many runs are always so; of numbers with a digit or two some are by chance."""
ENOUGH = 30
"""So many numbers keep to one half of a range by chance in one program of ten million."""
UNBOUNDED, LOOKED = ("normal", "randn", "gauss"), 6
"""What draws numbers without bounds: then so many starts more are looked at for one that is out of range."""


def oddities(context: Context, start: Array, other: Array | None, more: Iterator[Array]) -> Iterator[tuple[str, str]]:
    """(the mistake, what shows it), for the starts of two runs, and of more where those do not say enough."""
    (low, high), theta = range_in(context), f"; theta = {row(start)}"
    text = context.candidate.source.text
    unbounded = low is not None and any(word in text for word in UNBOUNDED)
    looked = [start, *([other] if other is not None else []), *(islice(more, LOOKED) if unbounded else ())]
    yield from (("start-out-of-range", told) for each in looked if (told := _told_outside(context, each)))
    if other is None or other.shape != start.shape:
        return
    if is_of_whole_numbers(start) and is_of_whole_numbers(other):
        yield "start-whole", theta[2:]
    if low is None or high is None:
        return
    if equal := _equal(context, start, other, more):
        yield "start-equal", equal + theta
    if narrow := _narrow(np.concatenate([start, other]), more, high - low):
        yield "start-narrow", narrow


def _told_outside(context: Context, start: Array) -> str:
    bad = outside(context, start)
    return f"{bad}; theta = {row(start)}" if bad else ""


def outside(context: Context, start: Array) -> str:
    """The first number that is not in the lab's range; "" for none."""
    low, high = range_in(context)
    if low is None or high is None or not (bad := start[(start < low) | (start > high)]).size:
        return ""
    return f"{figure(float(bad[0]))} is not between {figure(low)} and {figure(high)}"


def _equal(context: Context, start: Array, other: Array, starts: Iterator[Array]) -> str:
    """Which numbers are the same in each of so many runs that this is no chance, and not 0; else ""."""
    runs, names = [start, other], [name.text for name in context.right.program.names.parameters]
    if start.size != len(names):
        return ""
    groups = _same(runs)
    while groups and len(runs) < SAME:
        theta = next(starts, None)
        if theta is None or theta.shape != start.shape:
            return ""
        runs.append(theta)
        groups = _same(runs)
    told = "; ".join(" = ".join(names[i] for i in group) for group in groups)
    return f"{told} in each of {len(runs)} runs" if groups else ""


def _same(runs: Sequence[Array]) -> list[list[int]]:
    """The entries that have one number in each of the runs, none of them always 0."""
    table = np.array([run.ravel() for run in runs]).T
    found: dict[tuple[float, ...], list[int]] = {}
    for i, numbers in enumerate(table.tolist()):
        found.setdefault(tuple(numbers), []).append(i)
    return [group for numbers, group in found.items() if len(group) > 1 and any(numbers)]


def _narrow(drawn: Array, starts: Iterator[Array], width: float) -> str:
    """What was drawn where it keeps to half of the range, in as many runs as it takes to rule chance out; else ""."""
    runs = 2
    while np.ptp(drawn) < width / 2 and drawn.size < ENOUGH:
        theta = next(starts, None)
        if theta is None:
            return ""
        drawn, runs = np.concatenate([drawn, theta]), runs + 1
    if np.ptp(drawn) >= width / 2:
        return ""
    return f"all {drawn.size} numbers of {runs} runs lie between {figure(drawn.min())} and {figure(drawn.max())}"


def range_in(context: Context) -> tuple[float | None, float | None]:
    """Between which numbers the lab draws uniformly; (None, None) where it draws otherwise."""
    start = context.lab.descent.start
    name, *numbers = str(start).split(":")
    if name == "uniform" and len(numbers) == 2:
        return float(numbers[0]), float(numbers[1])
    return None, None
