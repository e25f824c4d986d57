"""From numbers to mistakes: which changes of the right program give exactly what the student's program gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..arrays import Array
from .catalogue import Mistake
from .evaluate import Numbers
from .program import Program

EXACT, SINGLE, ROUGH = 1e-9, 2e-5, 2e-3
"""How far numbers may differ, relative, when computed in float64, in float32, or by differences."""
FLOOR = 1e-3
"""The floor, as a share of that, of the largest number beside it: noise of sums that cancel."""
Read = Callable[[Numbers], Array]
Found = tuple[Mistake, ...]


@dataclass(frozen=True, eq=False)
class Base:
    """A program and its numbers: what mistakes are put into."""

    program: Program
    numbers: Numbers
    mistakes: Found = ()

    def with_numbers(self, known: Mapping[str, Array]) -> Base:
        """The base with some of its numbers given, not worked out."""
        numbers = self.numbers.changed(self.program, frozenset(known))
        numbers.update(known)
        return Base(self.program, numbers, self.mistakes)

    def with_mistake(self, row: Mistake) -> Base | None:
        """The base with one more mistake; None where it changes nothing any more."""
        if row.change is None:
            return None
        program = row.change(self.program)
        differs = program.differs(self.program)
        if not differs and program.procedure == self.program.procedure:
            return None
        with np.errstate(all="ignore"):
            return Base(program, self.numbers.changed(program, differs), (*self.mistakes, row))


def close(came: Array, wanted: Array, level: float = EXACT) -> bool:
    """Whether two tables, a case a row, have the same numbers to a level; NaN is close to nothing."""
    if came.shape != wanted.shape or not np.isfinite(came).all():
        return False
    return bool((apart(came, wanted) <= level).all())


def apart(came: Array, wanted: Array) -> Array:
    """The relative difference of every number: over the larger of the two, with a floor from the largest in the row."""
    with np.errstate(all="ignore"):
        largest = np.abs(wanted).max(axis=-1, keepdims=True, initial=0.0)
        scale = np.maximum(np.abs(came), np.abs(wanted)) + FLOOR * largest
        return np.asarray(np.where(came == wanted, 0.0, np.abs(came - wanted) / np.where(scale == 0, 1.0, scale)))


def find(
    came: Array,
    bases: Sequence[Base],
    rows: Sequence[Mistake],
    read: Read,
    level: float = EXACT,
    sizes: Sequence[int] = (0, 1, 2),
) -> list[Found]:
    """All smallest sets of mistakes, each of a base's and up to two of the rows, that give these numbers.

    `bases` stand for what is known already: the right program, and the one with the mistakes that
    were found in the forward map.
    """
    may = _glance(came, bases, read, level)
    for size in sizes:
        found = sets_that(lambda base: may(base) and _gives(base, came, read, level), bases, rows, size)
        if found:
            return found
    return []


def sets_that(fits: Callable[[Base], bool], bases: Sequence[Base], rows: Sequence[Mistake], size: int) -> list[Found]:
    """The smallest sets of mistakes that fit, of a base's and `size` of the rows."""
    found = [hit.mistakes for base in bases for hit in _sets(base, rows, size) if _can(fits, hit)]
    fewest = min(map(len, found), default=0)
    return [one for one in found if len(one) == fewest]


def _glance(came: Array, bases: Sequence[Base], read: Read, level: float) -> Callable[[Base], bool]:
    """Whether a base may give these numbers, one code after the other up to the first that is too far off.

    Most sets of mistakes are out of the question by their first number, so the rest of it is never
    worked out. The codes that are wrong come first: what leaves them as they were is out at once.
    Nothing is turned away that `close` accepts, whose floor is that of the wanted numbers: where all
    are near, their largest is near the largest that came.
    """
    codes = getattr(read, "codes", None)
    if codes is None or came.ndim != 2 or came.shape[1] != len(codes) or not len(bases):
        return lambda base: True
    columns = dict(zip(codes, came.T[:, :, None], strict=True))
    floor = 2 * FLOOR * np.abs(came).max(axis=1, keepdims=True, initial=0.0)

    def near(base: Base, code: str) -> bool:
        column, wanted = columns[code], base.numbers[code]
        room = 2 * level * (np.maximum(np.abs(column), np.abs(wanted)) + floor)
        return bool((np.abs(column - wanted) <= room).all())

    with np.errstate(all="ignore"):
        order = sorted(codes, key=lambda code: near(bases[0], code))

    def may(base: Base) -> bool:
        with np.errstate(all="ignore"):
            return all(near(base, code) for code in order)

    return may


def _can(fits: Callable[[Base], bool], base: Base) -> bool:
    """Whether it fits; mistakes after which equations read each other in a circle make no program."""
    try:
        return fits(base)
    except RecursionError:
        return False


def _gives(base: Base, came: Array, read: Read, level: float) -> bool:
    with np.errstate(all="ignore"):
        return close(came, read(base.numbers), level)


def _sets(base: Base, rows: Sequence[Mistake], size: int) -> Iterator[Base]:
    if size == 0:
        yield base
    elif size == 1:
        yield from filter(None, map(base.with_mistake, rows))
    else:
        yield from _pairs(base, rows)


def _pairs(base: Base, rows: Sequence[Mistake]) -> Iterator[Base]:
    ones = {row.id: base.with_mistake(row) for row in rows}
    for first, second in combinations(rows, 2):
        one = ones[first.id]
        both = one.with_mistake(second) if one is not None else None
        if both is not None:
            yield both
