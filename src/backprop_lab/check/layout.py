"""How a student's function hands its numbers back: which number of an answer is which number of the lab."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..arrays import Array
from ..lab import Lab
from .candidate.answer import Answer
from .program import right_program


@dataclass(frozen=True)
class Layout:
    """An order of names; `codes` has them as they stand in an answer, `places` picks them out of it."""

    codes: tuple[str, ...]
    places: tuple[int, ...]
    size: int
    first: bool = False
    """Whether only the first part of an answer counts: what comes after it is kept for the way back."""
    times: float = 1.0
    """What the answer's numbers are multiplied by: some take J's factor, or its mean, into the share of a point."""

    def table(self, answers: Sequence[Answer]) -> Array:
        """A row an answer: the numbers of `codes`; NaN where an answer has not this many."""
        rows = [flat(answer, self.first) for answer in answers]
        found = np.full((len(rows), len(self.codes)), np.nan)
        for i, row in enumerate(rows):
            if row.size == self.size:
                found[i] = self.times * row[list(self.places)]
        return found


def flat(answer: Answer, first: bool = False) -> Array:
    """All numbers of an answer one after the other, or those of its first part."""
    leaves = answer.leaves[:1] if first else answer.leaves
    return np.concatenate([leaf.ravel() for leaf in leaves]) if leaves else np.zeros(0)


def scaled(lab: Lab) -> tuple[float, ...]:
    """By what a share of J must be multiplied where it has J's factor in it, the mean, or both; () for a plain sum."""
    objective = lab.objective
    found = (1 / objective.factor, objective.factor / objective.weight, 1 / objective.weight)
    return tuple(times for times in dict.fromkeys(found) if times != 1)


def forward_layouts(lab: Lab) -> Iterator[Layout]:
    """What a forward map may hand back: all that is asked for, without L, with preactivations, output and L alone."""
    right = right_program(lab)
    names = right.names
    units = [tuple(n.code for n in layer) for layer in names.units]
    before = [tuple(n.code for n in layer) for layer in names.preactivations]
    hidden = [code for layer in units[:-1] for code in layer]
    inputs = [n.code for n in names.inputs]
    full = [*hidden, *units[-1], "L"]
    between = [code for a, h in zip(before, units, strict=True) for code in (*a, *(h if h != a else ()))]
    alone = [c for layer in before[:-1] for c in layer]
    a_first = alone + hidden
    out = units[-1]
    for codes in (
        full, full[:-1], ["L", *full[:-1]], [*between, "L"], between, [*a_first, *out, "L"], [*a_first, *out],
        [*out, "L"], ["L", *out], [*out, *hidden, "L"], [*out, *hidden], ["L"], list(out),
        [*inputs, *full], [*inputs, *full[:-1]], [*alone, *out, "L"], [*alone, *out],
    ):  # fmt: skip
        yield Layout(tuple(codes), tuple(range(len(codes))), len(codes))


def gradient_layouts(lab: Lab, shapes: Sequence[tuple[int, ...]], turned: bool = False) -> Iterator[Layout]:
    """What a gradient may hand back: P numbers in theta's order, with L before or after, or the last layer first.

    `shapes` are those of the answer's parts; with `turned` each layer's weights may come as (outputs, inputs).
    """
    right = right_program(lab)
    codes, size = tuple(n.code for n in right.gradient_names), lab.network.size
    orders = [tuple(range(size)), *_by_layer(lab, shapes, turned)]
    for places in dict.fromkeys(reversed(orders) if turned else orders):
        yield Layout(codes, places, size)
        yield Layout(codes, tuple(1 + place for place in places), size + 1)
        yield Layout(codes, places, size + 1)


Block = tuple[slice, int, int]
"""The places in theta of a layer's weights or biases, and their shape."""


def _by_layer(lab: Lab, shapes: Sequence[tuple[int, ...]], turned: bool) -> Iterator[tuple[int, ...]]:
    """Where theta's entries lie when each block is a part of its own, in another order than theta's, or turned."""
    sizes, own = [int(np.prod(shape)) for shape in shapes], _shapes(_theta(lab))
    for order in _orders(lab, turned):
        places, at = np.zeros(lab.network.size, int), 0
        for block, m, n in order:
            here = at + np.arange(m * n)
            places[block] = here.reshape(n, m).T.ravel() if turned else here
            at += m * n
        blocks = [m * n for _, m, n in order]
        alone = [list(sizes), list(sizes[1:]), list(sizes[:-1])]  # L may stand before them, or after
        theirs = _shapes(order)
        tells = blocks != list(map(np.prod, own)) or (theirs != own and list(map(tuple, shapes)) == theirs)
        if (blocks in alone or set(sizes) == {1}) and (turned or tells):
            yield tuple(places.tolist())


def _shapes(order: Sequence[Block]) -> list[tuple[int, ...]]:
    """Those of arrays: a row of biases is a vector."""
    return [(m, n) if m > 1 else (n,) for _, m, n in order]


def _theta(lab: Lab) -> list[Block]:
    """The blocks in theta's order."""
    layers = zip(lab.network.blocks, pairwise(lab.network.widths), strict=True)
    return [one for (w, b), (m, n) in layers for one in ((w, m, n), *([(b, 1, n)] if lab.network.biases else []))]


def _orders(lab: Lab, turned: bool) -> Iterator[list[Block]]:
    """The last layer first; the first one first, where something is turned; all weights, then all biases."""
    blocks, kinds = _theta(lab), 1 + lab.network.biases
    layers = [blocks[i : i + kinds] for i in range(0, len(blocks), kinds)]
    yield [block for layer in reversed(layers) for block in layer]
    if turned:
        yield blocks
    if lab.network.biases:
        yield [*blocks[::2], *blocks[1::2]]
