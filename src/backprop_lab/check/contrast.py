"""Two programs side by side: the numbers that only the wrong one has, at several cases at once.

What is equal at one case may differ at the next, so a number is a row: what a step gives at all the cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..derivation import Expression, Node, Ref
from .equation import equation
from .match import Base
from .sighting import Sighting

NEAR, NOISE = 1e-7, 1e-12
"""How near a value in a line must be to a step's: relative, and where both are all but 0."""
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Contrast:
    """The numbers of two programs: `codes` names the rows of `good` and `bad`, both (rows, cases).

    `changed` are the codes whose own equations differ, `groups` rows that one line may make together, `parts` what
    a right line may make on the way to a changed step, `bare` the codes of products that are left out, `gradient` those
    of what is handed back at the end. `among_others`: numbers in an order may stand in a longer row.
    """

    right: Base
    cases: tuple[int, ...]
    codes: tuple[str, ...]
    good: Array
    bad: Array
    parts: Array
    changed: frozenset[str]
    bare: frozenset[str]
    gradient: frozenset[str]
    groups: tuple[tuple[int, ...], ...]
    near: float = NEAR
    among_others: bool = True

    @cached_property
    def differs(self) -> Bools:
        """The rows in which the two differ, in numbers that can be compared."""
        return np.asarray(np.isfinite(self.bad).all(axis=1) & ~same(self.bad, self.good, self.near).all(axis=1))

    @cached_property
    def is_changed(self) -> Bools:
        """The rows whose own equations differ."""
        return np.array([code in self.changed for code in self.codes])

    @cached_property
    def known(self) -> Array:
        """What a right program may have."""
        return np.concatenate([self.good, self.parts])

    def among(self, i: int, rows: Array) -> bool:
        """Whether a number of the wrong program is one of these rows."""
        return bool(same(rows, self.bad[i], self.near).all(axis=1).any())

    def letters(self, i: int, rows: Array, chosen: Bools) -> set[str]:
        """What of these rows is this number of the wrong program, indices left out."""
        alike = same(rows, self.bad[i], self.near).all(axis=1) & chosen
        return {_letters(self.codes[j]) for j in np.flatnonzero(alike)}

    @cached_property
    def packed(self) -> list[int]:
        """The rows of the gradient that is handed back."""
        return [i for i, code in enumerate(self.codes) if code in self.gradient]

    @cached_property
    def permuted(self) -> bool:
        """Whether the two have the same numbers in the gradient, in whatever order."""
        good, bad = self.good[self.packed], self.bad[self.packed]
        return all(
            bool(same(row, others, self.near).all(axis=1).any())
            for some, others in ((good, bad), (bad, good))
            for row in some
        )

    def is_empty(self, seen: Sighting, group: Sequence[int]) -> bool:
        """Whether the sighting is nothing but zeros where the wrong program has them in this group."""
        here = len(group) > 1 and len(seen.columns) == len(group) and len(self.own(group)) == len(group)
        return here and not self.bad[[*group]].any() and not seen.columns.any()

    def is_called(self, seen: Sighting) -> bool:
        """Whether the sighting bears the name of a changed number, as dv1 does, and is what the wrong program has.

        So does an entry of a dict, as grads.v1 does, but for theta's own, which never is what a derivative is.
        """
        i = self._by_name.get(seen.name.rpartition(".")[2])
        if i is None or len(seen.columns) != 1:
            return False
        came, wrong, instead = seen.columns[0], self.bad[i, seen.cases], self.good[i, seen.cases]
        return bool(same(came, wrong, self.near).all() and not same(came, instead, self.near).all())

    @cached_property
    def _by_name(self) -> dict[str, int]:
        """The rows of changed numbers by their codes, and by those as people write them: dL_dv1 is dv1."""
        own = self.own(range(len(self.codes)))
        forms = ("dL_d", "d", "")
        return {name: i for i in own for name in (self.codes[i].replace("dL_d", form, 1) for form in forms)}

    def own(self, group: Sequence[int]) -> list[int]:
        """The rows of a group that are changed and differ."""
        return [i for i in group if self.codes[i] in self.changed and self.differs[i]]

    def new(self, seen: Sighting) -> Bools:
        """Which numbers of the sighting the wrong program has, and the right one has nowhere."""
        return self._are(seen, self.bad[self.differs]) & ~self._are(seen, self.known)

    def new_order(self, seen: Sighting) -> bool:
        """Whether numbers that may all stand elsewhere, too, stand here as only the wrong program has them."""
        return any(
            self._ordered(seen, group) for group in self.groups if len(group) > 1 and self.differs[[*group]].any()
        )

    def is_new(self, group: Sequence[int]) -> bool:
        """Whether no group of the right program is what the wrong one has here."""
        wanted = self.bad[[*group]]
        alike = (self.good[[*other]] for other in self.groups if len(other) == len(group))
        return bool(wanted.any()) and not any(same(wanted, one, self.near).all() for one in alike)

    def inside(self, seen: Sighting, rows: Array) -> bool:
        """Whether these rows stand in the sighting one after the other."""
        n = len(rows)
        if len(seen.columns) < n:
            return False
        windows = np.lib.stride_tricks.sliding_window_view(seen.columns, n, axis=0)  # (places, cases, n)
        return bool(same(windows, rows[:, seen.cases].T, self.near).all(axis=(1, 2)).any())

    def is_whole(self, seen: Sighting, group: Sequence[int]) -> bool:
        """Whether the sighting is what the wrong program has in this group, and nothing more."""
        return len(seen.columns) == len(group) and self.inside(seen, self.bad[[*group]])

    def has(self, seen: Sighting, rows: Array) -> bool:
        """Whether the sighting has one of these numbers where no right one is."""
        return bool((self._are(seen, rows) & ~self._are(seen, self.known)).any())

    def _ordered(self, seen: Sighting, group: Sequence[int]) -> bool:
        wanted, instead = self.bad[[*group]], self.good[[*group]]
        if not self.inside(seen, wanted) or not self.is_new(group):
            return False
        here = wanted[:, seen.cases]
        if same(here, instead[:, seen.cases], self.near).all() or not here.any():
            return False
        if len(group) < len(seen.columns) < len(self.packed) and group[0] in self.packed and self.permuted:
            return False  # entries that only changed places may stand side by side by chance
        several = self.among_others and len(np.unique(np.round(here[here.any(axis=1)], 9), axis=0)) > 1
        return len(seen.columns) == len(group) or (several and not self.inside(seen, instead))

    def _are(self, seen: Sighting, rows: Array) -> Bools:
        """Which numbers of the sighting are among these rows."""
        return np.asarray(self.which(seen, rows).any(axis=1))

    def which(self, seen: Sighting, rows: Array) -> Bools:
        """Which numbers of the sighting, down, are which of these rows; what is 0 at all cases is none."""
        alike = same(seen.columns[:, None, :], rows[None][:, :, seen.cases], self.near)
        return np.asarray(alike.all(axis=2) & (np.abs(seen.columns) > NOISE).any(axis=1, keepdims=True))


def same(a: Array, b: Array, near: float = NEAR) -> Bools:
    """Where two tables are the same."""
    with np.errstate(all="ignore"):
        return np.asarray(np.abs(a - b) <= near * np.maximum(np.abs(a), np.abs(b)) + NOISE)


def contrast(right: Base, wrong: Base, cases: Sequence[int], near: float = NEAR, whole: bool = False) -> Contrast:
    """The two programs at these cases; `whole` has also what belongs to all points: J's gradient, the new theta."""
    codes = [c for c in _order(right) if whole or not _of_all(right, c)]
    good, points = table(right, codes, cases)
    bad, _ = table(wrong, codes, cases)
    changed = wrong.program.differs(right.program)
    program, once = right.program, {c for c in codes if points == 1 or _of_all(right, c)}
    kept = [i * points + p for i, c in enumerate(codes) for p in range(1 if c in once else points)]
    rows = tuple(codes[i // points] for i in kept)
    packed = [[n.code for n in names] for names in (program.gradient_names, program.forward_names)]
    packed = packed if points == 1 else [list(program.names.slope_codes)]
    place = {code: i for i, code in enumerate(rows) if code in once and not code.endswith("_new")}
    groups = [tuple(place[c] for c in group) for group in (*_groups(codes), *packed) if place.keys() >= set(group)]
    parts = np.array([p for c in codes if c in changed for p in pieces(right, c, cases)]).reshape(-1, len(cases))
    gradient, bare = frozenset(packed[0]), _bare(right, wrong)
    return Contrast(
        right, tuple(cases), rows, good[kept], bad[kept], parts, changed, bare, gradient, tuple(groups), near
    )


def _bare(right: Base, wrong: Base) -> frozenset[str]:
    """Products with weights, and weights' own derivatives, in whose place the wrong program has one number as it is."""
    program, weights = right.program, set(right.program.names.codes)
    products = {code for code, one in program.equations.items() if one.reads & weights}
    products |= {n.code for n in program.gradient_names}
    return frozenset(code for code in products if isinstance(wrong.program.equations[code].expression, Ref))


def table(base: Base, codes: Sequence[str], cases: Sequence[int]) -> tuple[Array, int]:
    """(the numbers of these codes, a row for each and for each point; how many points there are)."""
    points = base.numbers.shape[1]
    with np.errstate(all="ignore"):
        rows = [np.broadcast_to(base.numbers[code], base.numbers.shape)[list(cases)].T for code in codes]
    return np.concatenate(rows).astype(float), points


def pieces(base: Base, code: str, cases: Sequence[int]) -> Iterator[Array]:
    """What comes up on the way to a step: the parts of its equation, at the cases."""
    found = base.program.equations.get(code)
    for part in () if found is None else _nodes(found.expression):
        with np.errstate(all="ignore"):
            value = np.broadcast_to(equation(part).function(base.numbers), base.numbers.shape)
        yield from value[list(cases)].T


def _nodes(expression: Expression) -> Iterator[Node]:
    for one in expression.arguments if isinstance(expression, Node) else ():
        if isinstance(one, Node):
            yield one
            yield from _nodes(one)


def _order(base: Base) -> list[str]:
    """Every name in the derivation's order, the parameters first."""
    return [*base.program.names.codes, *base.program.steps]


def _of_all(base: Base, code: str) -> bool:
    return code in base.program.steps and (base.program.steps[code].phase == "sum" or code.endswith("_new"))


def _groups(codes: Iterable[str]) -> list[tuple[str, ...]]:
    """Codes that differ in their index alone."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(_letters(code), []).append(code)
    return [tuple(group) for group in groups.values()]


def _letters(code: str) -> str:
    return code.rstrip("0123456789_")
