"""Where a mistake stands in the student's file: the values that its lines made, matched with those of the derivation.

With the mistake known, its line is the one that first makes a number, or numbers in an order, that only the wrong
program has, or that gives a name of the derivation what the name has there. A mistake that lets something through
unchanged (no ReLU, no weights) makes no new number: its line is the last one with what it lets through, before the
first new number. Without a known mistake it is the line that stands where the first step of the derivation does not
appear although all that it reads does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from .candidate.answer import Event, Function
from .candidate.source import Source
from .contrast import NEAR, Contrast, contrast, pieces, same, table
from .lines import earliest
from .match import Base
from .sighting import Sighting, sightings
from .verdict import Place

WRONG, RIGHT, SHOWN = 7, 4, 3
"""So many cases are followed at which the numbers are wrong, so many others, and so many where one mistake shows."""
Pair = tuple[Base, Base]
"""The program without a mistake, and with it."""


def telling(wrong: Sequence[int], right: Base, pairs: Iterable[Pair]) -> list[int]:
    """The cases at which a function is followed: those where it is wrong and most is let through, and some others.

    Each of the pairs is to show itself at some of them.
    """
    every = range(right.numbers.shape[0])
    codes = [c for c, step in right.program.steps.items() if step.phase not in ("sum", "update")]
    alive = (table(right, codes, every)[0] != 0).sum(axis=0)
    others = [i for i in every if i not in set(wrong)]
    tables = [(table(good, codes, every)[0], table(bad, codes, every)[0]) for good, bad in pairs]
    shown = [np.flatnonzero(~same(good, bad).all(axis=0)) for good, bad in tables]
    groups = [(wrong, WRONG), (others, RIGHT), *((one.tolist(), SHOWN) for one in shown)]
    chosen = (sorted(some, key=lambda i: (-alive[i], i))[:most] for some, most in groups)
    return list(dict.fromkeys(i for some in chosen for i in some))


def locate(
    source: Source,
    function: Function,
    traces: Sequence[Sequence[Event]],
    cases: Sequence[int],
    right: Base,
    pairs: Iterable[Pair],
    near: float = NEAR,
) -> Place:
    """The line at which the program takes one of the wrong turns; where none is seen, the function's, as a guess.

    `traces` are what was followed at each of the cases. The `pairs` look the same from outside.
    """
    seen = sightings(source, traces)
    contrasts = [contrast(without, wrong, cases, near) for without, wrong in pairs]
    found = [(at, one) for one in contrasts if (at := first_wrong(seen, one)) is not None]
    first = earliest(source.tree, seen, found)
    if first is not None:
        return place(source, first.line, not first.sure)
    if contrasts and not any(one.bad[one.is_changed].any() for one in contrasts):  # nothing but zeros shows it
        line = next((s.line for s in reversed(seen) if s.returned and s.outer), None)
    else:
        line = _where_missing(seen, contrast(right, right, cases, near))
    return place(source, function.line if line is None else line, guess=True)


def place(source: Source, line: int, guess: bool = False) -> Place:
    """A line of the student's file."""
    return Place(line, source.where(line), source.line_text(line).strip().rstrip(","), guess)


def first_wrong(seen: Sequence[Sighting], told: Contrast, later: Sighting | None = None) -> Sighting | None:
    """The sighting that shows the mistake; None where none does. `later` is one that is known to come after it."""
    if later is not None:
        seen = [s for s in seen if s.at <= later.at]
    return _shows(seen, told, later) or _shows(seen, replace(told, parts=told.parts[:0]), later)


def _shows(seen: Sequence[Sighting], told: Contrast, later: Sighting | None) -> Sighting | None:
    first = next((i for i, s in enumerate(seen) if told.new(s).any() or told.new_order(s)), None)
    before = seen[:first]
    called = next((s for s in before if told.is_called(s)), None)
    if called is not None:
        return called
    through = _let_through(before, told, later if first is None else seen[first])
    if through is not None:
        return replace(through, through=True)
    if first is None:
        return None
    return _turned(before, seen[first], told) or seen[first]


def _let_through(before: Sequence[Sighting], told: Contrast, new: Sighting | None) -> Sighting | None:
    """What is just what a changed equation gives, where that is no new number."""
    for group in told.groups:
        own = [i for i in told.own(group) if told.bad[i].any()]
        empty = [s for s in _last(before) if told.is_empty(s, group)]
        if empty:
            return empty[0]
        if own and all(told.among(i, told.known) for i in own) and not _rearranged(told, own):
            hits = _hits(before, told, group, own)
            if hits:
                return _chosen(hits, told, own[0], new)
    return None


def _hits(before: Sequence[Sighting], told: Contrast, group: Sequence[int], own: Sequence[int]) -> list[Sighting]:
    """Where the whole group stands, else where the first of its numbers that stands alone does; each name once."""
    found = [] if told.is_new(group) else [s for s in before if told.is_whole(s, group)]
    for i in own:
        found = found or [s for s in before if told.is_whole(s, [i]) and not s.returned]
    named = [s for s in found if not s.returned] or found
    return list({(s.line, s.name): s for s in reversed(named)}.values())[::-1]


def _last(before: Sequence[Sighting]) -> list[Sighting]:
    """What each name had at the end: an array of zeros may be one that is filled later."""
    return sorted({s.name: s for s in before if not s.returned}.values(), key=lambda s: s.at)


def _chosen(hits: Sequence[Sighting], told: Contrast, i: int, new: Sighting | None) -> Sighting | None:
    """What is only passed on stood somewhere before. Where it stands but once, the changed step was made in one go with
    what came before it, as an activation is, or with what comes after, as a product with weights is."""
    stands, part = told.letters(i, told.good, ~told.differs), told.among(i, told.parts)
    if not stands and not part:
        return hits[0]
    if stands and len(hits) > 1:
        return hits[min(len(stands), len(hits) - 1)]
    if len(hits) > 1:
        copied = told.letters(i, told.bad, told.differs & ~told.is_changed)
        return hits[max(len(hits) - 1 - len(copied), 0)]
    asked = hits[0].outer or new is None or new.function == hits[0].function
    return hits[0] if new is None or (asked and told.codes[i] not in told.bare) else None


def _rearranged(told: Contrast, own: Sequence[int]) -> bool:
    """Whether entries of the gradient only changed places: then each is right, and their order is not."""
    return set(own) <= set(told.packed) and told.permuted


def _turned(before: Sequence[Sighting], new: Sighting, told: Contrast) -> Sighting | None:
    """Of a wrong sign whose step stands nowhere by itself the part that has the sign already, as y - z."""
    opposite = [i for i in told.own(range(len(told.codes))) if same(told.bad[i], -told.good[i], told.near).all()]
    if not opposite or told.has(new, told.bad[opposite]):
        return None
    parts = [-p for i in opposite for p in pieces(told.right, told.codes[i], told.cases)]
    return next((s for s in before for p in parts if told.has(s, p[None])), None)


def _where_missing(seen: Sequence[Sighting], told: Contrast) -> int | None:
    """The line that first makes a number which no right step has, once all that the missing one reads is there."""
    first_seen: dict[str, int] = {}
    for at, s in enumerate(seen):
        for i in np.flatnonzero(told.which(s, told.good).any(axis=0)):
            first_seen.setdefault(told.codes[i], at)
    parts = [p for code in told.codes for p in pieces(told.right, code, told.cases)]
    known = np.concatenate([told.good, parts])  # a slope is none of the derivation's numbers, but a part of one
    strange = [at for at, s in enumerate(seen) if (~told.which(s, known).any(axis=1) & s.columns.any(axis=1)).any()]
    for code in told.codes:
        equation = told.right.program.equations.get(code)
        reads = [c for c in equation.reads if c in told.codes] if equation is not None else []
        if reads and code not in first_seen and all(c in first_seen for c in reads):
            since = max(first_seen[c] for c in reads)
            return next((seen[at].line for at in strange if at >= since), None)
    return None
