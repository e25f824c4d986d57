"""Where a mistake stands in the student's file: the values that its lines made, matched with those of the derivation.

With the mistake known, its line is the one that first makes a number, or numbers in an order, that only the wrong
program has. A mistake that lets something through unchanged (no ReLU, no weights) makes no new number: its line is the
last one with what it lets through, before the first new number. Without a known mistake it is the line that stands
where the first step of the derivation does not appear although all that it reads does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from .candidate.answer import Event, Function
from .candidate.source import Source
from .match import Base
from .verdict import Place

NEAR = 1e-7
"""Relative: how near a value in a line must be to a step's."""
LOOKED = 24
"""So many cases are looked at for one where the mistake shows clearly."""
Lines = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Told:
    """The numbers of one case: `good` of the right program and `bad` of the wrong one, by code; `changed` are the codes
    whose own equations differ, `groups` the codes that one line may make together."""

    good: dict[str, float]
    bad: dict[str, float]
    changed: frozenset[str]
    groups: tuple[tuple[str, ...], ...]
    reads: Mapping[str, frozenset[str]]

    @property
    def new(self) -> list[float]:
        """What only the wrong program has: no 0, and nothing that the right one has anywhere."""
        known = np.array(list(self.good.values()))
        values = [b for c, b in self.bad.items() if not _same(b, self.good[c]) and b != 0 and np.isfinite(b)]
        return [v for v in values if not _among(v, known)]

    @property
    def affected(self) -> list[str]:
        """The changed codes whose numbers differ, in the derivation's order."""
        return [c for c in self.bad if c in self.changed and not _same(self.bad[c], self.good[c])]

    def clear(self) -> int:
        """How clearly the case shows the mistake: what is new in the changed equations, the first of them above all."""
        own, new = self.affected, np.array(self.new)
        fresh = [c for c in own if len(new) and _among(self.bad[c], new)]
        orders = sum(self.is_new(group) for group in self.groups if set(group) & set(own))
        first = next((c for c in self.bad if c in self.changed), None)
        begins = bool(own) and own[0] == first and self.bad[own[0]] != 0
        alive = sum(v != 0 for v in self.good.values())
        leads = bool(own and fresh and own[0] == fresh[0])
        return 100 * len(fresh) + 80 * begins + 50 * leads + 70 * orders + 4 * alive

    def is_new(self, group: tuple[str, ...]) -> bool:
        """Whether the wrong program gives this group numbers that no group of the right one has, not all of them 0."""
        wanted = [self.bad[c] for c in group]
        return any(wanted) and not any(
            len(other) == len(group) and all(_same(w, self.good[c]) for w, c in zip(wanted, other, strict=True))
            for other in self.groups
        )


def clearest(cases: Iterable[int], right: Base, wrong: Base) -> int:
    """The case, of those where the numbers differ, at which most changed equations give what nothing else gives."""
    chosen = list(cases)[:LOOKED]
    return max(chosen, key=lambda case: _told(case, right, wrong).clear() - 0.001 * case)


def locate(
    source: Source,
    function: Function,
    events: Sequence[Event],
    case: int,
    right: Base,
    wrong: Sequence[Base],
    units: Lines = (),
) -> Place:
    """The line at which the program leaves the right one at a case; where none is seen, the function's, as a guess.

    `units` are the lines of functions that are used everywhere, such as the activation: who calls them is what counts.
    """
    seen = [e for e in events if not any(first <= e.line <= last for first, last in units)]
    for chosen in (seen, events):
        found = [at for base in wrong if (at := _where_wrong(chosen, _told(case, right, base))) is not None]
        if found:
            return place(source, chosen[min(found)].line)
    line = _where_missing(seen, case, right)
    return place(source, line, guess=True) if line is not None else place(source, function.line, guess=True)


def used_everywhere(functions: Iterable[Function], events: Sequence[Event], judged: Function) -> Lines:
    """Lines of helpers that were called for different things: their lines say nothing, those of their callers do."""
    found = []
    for f in functions:
        if f.name == judged.name or not f.line or f.line <= judged.line <= f.last_line:
            continue
        given = {e.values.tobytes() for e in events if e.name == "return" and f.line <= e.line <= f.last_line}
        if len(given) > 1:
            found.append((f.line, f.last_line))
    return found


def place(source: Source, line: int, guess: bool = False) -> Place:
    """A line of the student's file."""
    return Place(line, source.where(line), source.line_text(line).strip(), guess)


def _told(case: int, right: Base, wrong: Base) -> Told:
    codes = [c for c in _order(right) if not c.endswith("_new")]
    good, bad = _numbers(right, codes, case), _numbers(wrong, codes, case)
    gradient = tuple(n.code for n in right.program.gradient_names)
    reads = {code: equation.reads for code, equation in wrong.program.equations.items()}
    return Told(good, bad, wrong.program.differs(right.program), (*_groups(codes), gradient), reads)


def _numbers(base: Base, codes: Iterable[str], case: int) -> dict[str, float]:
    found = {}
    with np.errstate(all="ignore"):
        for code in codes:
            values = np.broadcast_to(base.numbers[code], base.numbers.shape)
            found[code] = float(values[case if values.shape[0] > 1 else 0, 0])
    return found


def _order(base: Base) -> list[str]:
    """Every name in the derivation's order, the parameters first; those of J left out, which belong to all points."""
    return [n.code for n in base.program.names.parameters] + [
        c for c, s in base.program.steps.items() if s.phase != "sum"
    ]


def _groups(codes: Sequence[str]) -> list[tuple[str, ...]]:
    """Codes that differ in their index alone."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code.rstrip("0123456789_"), []).append(code)
    return [tuple(group) for group in groups.values()]


def _where_wrong(events: Sequence[Event], told: Told) -> int | None:
    tests = [_new_value(told), *(_new_order(told, group) for group in told.groups if len(group) > 1)]
    first = next((i for i, e in enumerate(events) if any(test(e.values.ravel()) for test in tests)), None)
    through = _let_through(events[: len(events) if first is None else first], told)
    return first if through is None else through


def _new_value(told: Told) -> Callable[[Array], bool]:
    new = np.array(told.new)
    return lambda flat: any(_among(float(v), new) for v in flat) if len(new) else False


def _new_order(told: Told, group: tuple[str, ...]) -> Callable[[Array], bool]:
    """Numbers that may all stand elsewhere, too, but not in this order."""
    wanted, instead = [told.bad[c] for c in group], [told.good[c] for c in group]
    if not told.is_new(group):
        return lambda flat: False
    clear = len({round(v, 9) for v in wanted if v != 0}) > 1
    return lambda flat: _inside(flat, wanted) and (flat.size == len(group) or (clear and not _inside(flat, instead)))


def _let_through(events: Sequence[Event], told: Told) -> int | None:
    """The event that is just what the changed equations give, where no number is new: the first after their reads."""
    new = np.array(told.new)
    for group in told.groups:
        own = [c for c in told.affected if c in group]
        if not own or any(_among(told.bad[c], new) for c in own if len(new)):
            continue
        wanted = [told.bad[c] for c in group]
        whole = [] if told.is_new(group) else _seen_whole(events, wanted)
        single = _seen_alone(events, told.bad[own[0]])
        passed = any(_same(told.bad[own[0]], told.bad[c]) for c in told.reads.get(own[0], ()) if c in told.bad)
        for hits in (whole, single):
            if hits:  # what is only passed on stood somewhere before
                return hits[1] if passed and len(hits) > 1 else hits[0]
    return None


def _seen_whole(events: Sequence[Event], wanted: Sequence[float]) -> list[int]:
    return [i for i, e in enumerate(events) if e.values.size == len(wanted) and _inside(e.values.ravel(), wanted)]


def _seen_alone(events: Sequence[Event], wanted: float) -> list[int]:
    """Where one number was made that is this one, which is not 0."""
    alone = [(i, float(e.values.ravel()[0])) for i, e in enumerate(events) if e.values.size == 1 and e.name != "return"]
    return [i for i, value in alone if wanted != 0 and _same(value, wanted)]


def _where_missing(events: Sequence[Event], case: int, right: Base) -> int | None:
    """The line that first makes a number which no right step has, once all that the missing one reads is there."""
    wanted = _numbers(right, [c for c in _order(right) if not c.endswith("_new")], case)
    first_seen: dict[str, int] = {}
    for at, event in enumerate(events):
        flat = event.values.ravel()
        for code, value in wanted.items():
            if code not in first_seen and _among(value, flat):
                first_seen[code] = at
    values = np.array(list(wanted.values()))
    for code in wanted:
        equation = right.program.equations.get(code)
        reads = [c for c in equation.reads if c in wanted] if equation is not None else []
        if not reads or code in first_seen or any(c not in first_seen for c in reads):
            continue
        since = max(first_seen[c] for c in reads)
        known = (all(_among(float(v), values) for v in e.values.ravel()) for e in events[since:])
        return next((e.line for e, whole in zip(events[since:], known, strict=True) if not whole), None)
    return None


def _same(a: float, b: float) -> bool:
    return a == b or abs(a - b) <= NEAR * max(abs(a), abs(b))


def _among(value: float, others: Array) -> bool:
    return bool((np.abs(others - value) <= NEAR * np.maximum(np.abs(others), abs(value))).any())


def _inside(flat: Array, wanted: Sequence[float]) -> bool:
    """Whether the numbers stand in the array one after the other."""
    n = len(wanted)
    if flat.size < n:
        return False
    windows = np.lib.stride_tricks.sliding_window_view(flat, n)
    target = np.asarray(wanted)
    return bool((np.abs(windows - target) <= NEAR * np.maximum(np.abs(windows), np.abs(target))).all(axis=1).any())
