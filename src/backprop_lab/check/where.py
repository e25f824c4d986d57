"""Where a mistake stands in the student's file: the values that its lines made, matched with those of the derivation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..arrays import Array
from .candidate.answer import Event, Function
from .candidate.source import Source
from .match import EXACT, Base
from .verdict import Place

NEAR = 1e-7
"""Relative: how near a value in a line must be to a step's."""


def locate(source: Source, function: Function, events: Sequence[Event], case: int, right: Base, wrong: Base | None) -> Place:
    """The line at which the program leaves the right one at a case.

    With the mistake known, the line that first makes a value which only the wrong program has; else the line that
    stands where the first step does not appear although all it reads does; else the function's first line, as a guess.
    """
    line = _where_wrong(events, case, right, wrong) if wrong is not None else None
    if line is not None:
        return place(source, line)
    line = _where_missing(events, case, right)
    return place(source, line, guess=True) if line is not None else place(source, function.line, guess=True)


def place(source: Source, line: int, guess: bool = False) -> Place:
    """A line of the student's file."""
    return Place(line, source.where(line), source.line_text(line).strip(), guess)


def _numbers(base: Base, codes: Iterable[str], case: int) -> dict[str, float]:
    found = {}
    with np.errstate(all="ignore"):
        for code in codes:
            values = np.broadcast_to(base.numbers[code], base.numbers.shape)
            found[code] = float(values[case if values.shape[0] > 1 else 0, 0])
    return found


def _where_wrong(events: Sequence[Event], case: int, right: Base, wrong: Base) -> int | None:
    changed = [code for code in _order(right) if code in wrong.program.differs(right.program)]
    every = [code for code in _order(right) if not code.endswith("_new")]
    bad, good = _numbers(wrong, every, case), _numbers(right, every, case)
    groups = [group for group in _groups(every) if any(c in changed and not _same(bad[c], good[c]) for c in group)]
    known = list(good.values())
    for group in groups:
        wanted, instead = [bad[c] for c in group], [good[c] for c in group]
        for event in events:
            flat = event.values.ravel()
            if len(group) > 1 and _inside(flat, wanted) and not _inside(flat, instead):
                return event.line
    for group in groups:
        group = [c for c in group if c in changed]
        lonely = [bad[c] for c in group if not _same(bad[c], good[c]) and not _among(bad[c], known)]
        for event in events:
            if any(_among(value, event.values.ravel()) for value in lonely):
                return event.line
    for group in groups:  # values that stand elsewhere, too: where they come alone, in this place
        for code in (c for c in group if c in changed):
            line = next((e.line for e in events if e.values.size == 1 and _same(float(e.values.ravel()[0]), bad[code])), None)
            if line is not None and not _same(bad[code], good[code]):
                return line
    return None


def _order(base: Base) -> list[str]:
    """Every name in the derivation's order, the parameters first."""
    return [n.code for n in base.program.names.parameters] + list(base.program.steps)


def _groups(codes: Sequence[str]) -> list[list[str]]:
    """Codes that stand side by side in the derivation and differ in their index alone: one line makes them together."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code.rstrip("0123456789_"), []).append(code)
    return list(groups.values())


def _where_missing(events: Sequence[Event], case: int, right: Base) -> int | None:
    """The line that first makes a number which no right step has, once all that the first missing step reads is there."""
    wanted = _numbers(right, [c for c in _order(right) if not c.endswith("_new")], case)
    first_seen: dict[str, int] = {}
    for at, event in enumerate(events):
        flat = event.values.ravel()
        for code, value in wanted.items():
            if code not in first_seen and _among(value, flat):
                first_seen[code] = at
    for code in right.program.steps:
        reads = [c for c in right.program.equations[code].reads if c in wanted]
        if code.endswith("_new") or code in first_seen or any(c not in first_seen for c in reads):
            continue
        since = max((first_seen[c] for c in reads), default=0)
        values = list(wanted.values())
        for event in events[since:]:
            if not all(_among(float(v), values) for v in event.values.ravel()):
                return event.line
        return None
    return None


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= NEAR * max(abs(a), abs(b)) or (a == b)


def _among(value: float, others: Sequence[float] | Array) -> bool:
    array = np.asarray(others)
    return bool((np.abs(array - value) <= NEAR * np.maximum(np.abs(array), abs(value))).any())


def _inside(flat: Array, wanted: Sequence[float]) -> bool:
    """Whether the numbers stand in the array one after the other."""
    n = len(wanted)
    if flat.size < n:
        return False
    windows = np.lib.stride_tricks.sliding_window_view(flat, n)
    target = np.asarray(wanted)
    return bool((np.abs(windows - target) <= NEAR * np.maximum(np.abs(windows), np.abs(target)) + 0.0).all(axis=1).any())


__all__ = ["EXACT", "locate", "place"]
