"""Answers in an order that nobody announced: where among its numbers the right ones stand, at every case."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from ..arrays import Array
from .binding import Binding
from .catalogue import catalogue
from .layout import Layout, flat
from .match import SINGLE, Base, apart
from .search import Search

TRIED, MOST_TRIED, ASKED = 12, 250, 4
"""So many ways to call it are tried once, more where none of them gives numbers; so many that do, at every case."""
MOST = 500
"""An answer of more numbers is not searched."""


def by_places(search: Search, ways: Sequence[Binding], needed: Collection[str] = ()) -> Binding | None:
    """The first way whose answers have the right numbers at places of their own.

    All that are `needed` must be among them; else of a forward map the output, or L, of a gradient all entries.
    """
    able = _able(search, ways[:TRIED]) or _able(search, ways[TRIED:MOST_TRIED])
    for way in able[:ASKED]:
        layout = _layout(search, way, frozenset(needed))
        if layout is not None:
            return way.laid_out(layout)
    return None


def _able(search: Search, ways: Sequence[Binding]) -> list[Binding]:
    """Those that give numbers at the first case."""
    first = search.cases.only(np.arange(1))
    tried = search.candidate.call_many([call for way in ways for call in way.calls(search.lab, first)])
    return [way for way, answer in zip(ways, tried, strict=True) if answer.kind == "numbers"]


def _layout(search: Search, way: Binding, needed: frozenset[str]) -> Layout | None:
    answers = search.candidate.call_many(way.calls(search.lab, search.cases))
    sizes = {flat(answer).size if answer.kind == "numbers" else 0 for answer in answers}
    if len(sizes) != 1 or not 0 < max(sizes) <= MOST:
        return None
    table = np.stack([flat(answer) for answer in answers])
    found = _places(search.right, way.role, table)
    if not _is_enough(search.right, way.role, set(found), needed):
        found = _with_a_mistake(search, table) if way.role == "forward" and not needed else {}
    return Layout(tuple(found), tuple(found.values()), table.shape[1]) if found else None


def _places(base: Base, role: str, table: Array) -> dict[str, int]:
    """Where in the answers, one a row, the numbers of this program stand, by their codes."""
    program = base.program
    before = [name for layer in program.names.preactivations for name in layer]
    names = [*program.forward_names, *before] if role == "forward" else program.gradient_names
    codes = tuple(dict.fromkeys(name.code for name in names))
    wanted = base.numbers.stacked(codes)[:, 0]
    near = [(apart(table, np.broadcast_to(one[:, None], table.shape)) <= SINGLE).all(axis=0) for one in wanted.T]
    return {code: int(np.argmax(hits)) for code, hits in zip(codes, near, strict=True) if hits.any()}


def _is_enough(base: Base, role: str, there: set[str], needed: frozenset[str]) -> bool:
    program = base.program
    if needed or role == "gradient":
        return there >= (needed or {n.code for n in program.gradient_names})
    return bool(there & ({n.code for n in program.names.units[-1]} | {"L"}))


def _with_a_mistake(search: Search, table: Array) -> dict[str, int]:
    """The same for a forward map with one mistake, all of whose units, or whose output, stand there."""
    for row in catalogue(search.lab):
        wrong = search.right.with_mistake(row) if row.part == "forward" else None
        if wrong is None:
            continue
        found, units = _places(wrong, "forward", table), wrong.program.names.units
        hidden = {n.code for layer in units[:-1] for n in layer}
        if set(found) >= hidden and _is_enough(wrong, "forward", set(found), frozenset()):
            return found
    return {}
