"""All that an explanation says, as data: sections of lines, the ledger, sentences; no format yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from ..arrays import Array
from ..derivation import Name, Ref, Step, Template, template, values
from ..derivation.derive import written_out
from ..derivation.expression import refs
from ..derivation.step import PHASES, Key, key
from ..derivation.values import Values
from ..errors import InputError, plain, shown
from ..lab import Lab
from .digits import is_long
from .ledger import Ledger, ledger
from .marks import marks
from .phrase import named
from .words import conventions, dead_points, left_out, start_note

MOST_POINTS = 8
"""So many data points are explained where nothing is said of them."""
POINT_TITLES = {"forward": "Forward map", "loss": "Loss", "backward": "Back-propagation"}
MEMORY = ("m", "s")
"""The letters of what a method remembers."""
Points = Literal["all"] | int | None


@dataclass(frozen=True)
class Line:
    """One step with its value and what happens in it.

    `mark` says why it is on a dead path, else ""; `again` that the line before says the same.
    """

    step: Step
    value: Any
    said: str
    mark: str
    again: bool = False

    @property
    def news(self) -> str:
        """What happens, where it has not just been said."""
        return "" if self.again else self.said


@dataclass(frozen=True)
class Part:
    """Lines under a title, which is empty where a section has one part."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """A data point (from 0), or what belongs to all: the names it is given, sentences about it, its parts."""

    title: str
    point: int | None
    given: tuple[Ref, ...]
    notes: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, eq=False)  # arrays have no single truth
class Sheet:
    """An explanation of one lab at one theta; `values` has every number by (code, point)."""

    lab: Lab
    theta: Array
    seed: int | None
    index: int
    exact: bool
    points: tuple[int, ...]
    template: Template
    values: Values
    notes: tuple[str, ...]
    sections: tuple[Section, ...]
    ledger: Ledger

    @property
    def title(self) -> str:
        """The lab's title on one line, or its name."""
        return plain(self.lab.title) or self.lab.name

    @property
    def start_name(self) -> str:
        """How the start is called: start 7, start 7:3 for index 3, or given theta."""
        if self.seed is None:
            return "given theta"
        return f"start {self.seed}:{self.index}" if self.index else f"start {self.seed}"

    @property
    def parameters(self) -> tuple[Ref, ...]:
        """The names of theta's entries."""
        return tuple(Ref(name) for name in self.template.names.parameters)

    @cached_property
    def names(self) -> dict[str, Name]:
        """The names that a sentence may use, by their text."""
        return named(self.template)

    @property
    def lines(self) -> Iterator[Line]:
        """Every line, in order."""
        return (line for section in self.sections for part in section.parts for line in part.lines)

    @property
    def long(self) -> tuple[Ref, ...]:
        """What is shown rounded because its fraction is long, each name once."""
        shown_names = [*self.parameters, *(g for s in self.sections for g in s.given)]
        shown_names += [Ref(line.step.symbol, line.step.point) for line in self.lines]
        return tuple(r for r in dict.fromkeys(shown_names) if is_long(self.values[key(r)]))


def make_sheet(lab: Lab, theta: Array, seed: int | None, index: int, point: Points, exact: bool) -> Sheet:
    """The sheet of a lab at theta (P finite numbers).

    `point` is a data point counted from 1, "all", or None for all where they are at most 8 and
    the first 8 otherwise. Raises `InputError` where there is no such point, where `exact` is asked
    for and a step has no rational value, and for a lab too large to be written out.
    """
    count = len(lab.objective.data)
    points = chosen(point, count)
    found = template(lab.objective, lab.letters, lab.method.name)
    steps, numbers = written_out(found, count), values(lab, theta, exact)
    marked, dead = marks(steps, numbers), dead_points(lab, theta, found, numbers)
    asked = isinstance(point, int)
    whole = (start_note(lab, seed, index), *dead.get(None, ()), *left_out(count, len(points), asked))
    whole += conventions(lab, found, exact, any(is_long(v) for v in numbers.values()))
    lines = tuple(Line(s, numbers[s.key], s.said(numbers), marked.get(s.key, "")) for s in steps)
    each = _by_point(lines)
    known = {s.key for s in steps} | {(n.code, None) for n in found.names.parameters}
    sections = [_point(each[p], known, p, dead.get(p, ())) for p in points]
    if not asked or count == 1:
        sections += _together(lab, each[None], known)
    book = ledger(lab, found, numbers, marked, points, exact)
    return Sheet(lab, theta, seed, index, exact, points, found, numbers, whole, tuple(sections), book)


def chosen(point: object, count: int) -> tuple[int, ...]:
    """Which data points (from 0) are explained."""
    if point == "all" or (point is None and count <= MOST_POINTS):
        return tuple(range(count))
    if point is None:
        return tuple(range(MOST_POINTS))
    if isinstance(point, bool) or not isinstance(point, int) or not 1 <= point <= count:
        raise InputError(f"point must be a whole number from 1 to {count}, or all", shown(point))
    return (point - 1,)


def _by_point(lines: tuple[Line, ...]) -> dict[int | None, tuple[Line, ...]]:
    """The lines of each data point, and under None those that belong to all."""
    found: dict[int | None, list[Line]] = {}
    for line in lines:
        found.setdefault(line.step.point, []).append(line)
    return {point: tuple(own) for point, own in found.items()}


def _point(own: tuple[Line, ...], known: set[Key], point: int, notes: tuple[str, ...]) -> Section:
    parts = tuple(Part(title, _of(own, phase)) for phase, title in POINT_TITLES.items())
    given = tuple(r for r in _given(own, known) if r.point == point)
    return Section(f"Data point {point + 1}", point, given, notes, parts)


def _together(lab: Lab, lines: tuple[Line, ...], known: set[Key]) -> list[Section]:
    """The sum over the points, and the update."""
    kind, found = lab.objective.reduction, []
    titles = (f"The {kind} over the data points", f"One step of {lab.method.name.replace('_', ' ')}")
    for phase, title in zip(PHASES[-2:], titles, strict=True):
        own = _of(lines, phase)
        read = _given(own, known)
        given = tuple(r for r in read if r.point is None and r.name.memory not in MEMORY)
        found.append(Section(title, None, given, _remembered(read), (Part("", _once(own)),)))
    return found


def _once(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines, with those that say of another parameter what the line before said."""
    before, found = "", []
    for line in lines:
        told = line.said.replace(replace(line.step.symbol, over="", mark="", memory="").text, "#")
        found.append(replace(line, again=told == before))
        before = told
    return tuple(found)


def _remembered(read: list[Ref]) -> tuple[str, ...]:
    kept = any(r.name.memory in MEMORY for r in read)
    return ("Before the first step nothing is remembered: that is 0 for every parameter.",) if kept else ()


def _of(lines: tuple[Line, ...], phase: str) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.step.phase == phase)


def _given(own: tuple[Line, ...], known: set[Key]) -> list[Ref]:
    """What some lines read that is not known from elsewhere, each once."""
    read = dict.fromkeys(r for line in own for r in refs(line.step.expression))
    return [r for r in read if key(r) not in known]
