"""Answers in an order that nobody announced: where among its numbers the right ones stand, at every case."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from .binding import Binding
from .layout import Layout, flat
from .match import SINGLE, apart
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
    right = search.right
    program = right.program
    before = [name for layer in program.names.preactivations for name in layer]
    names = [*program.forward_names, *before] if way.role == "forward" else program.gradient_names
    codes = tuple(dict.fromkeys(name.code for name in names))
    table = np.stack([flat(answer) for answer in answers])
    wanted = right.numbers.stacked(codes)[:, 0]
    near = [(apart(table, np.broadcast_to(one[:, None], table.shape)) <= SINGLE).all(axis=0) for one in wanted.T]
    found = [(code, int(np.argmax(hits))) for code, hits in zip(codes, near, strict=True) if hits.any()]
    there, ends = {code for code, _ in found}, {n.code for n in program.names.units[-1]} | {"L"}
    if needed or way.role == "gradient":
        enough = there >= (needed or set(codes))
    else:
        enough = bool(there & ends)
    if not enough:
        return None
    return Layout(tuple(code for code, _ in found), tuple(at for _, at in found), table.shape[1])
