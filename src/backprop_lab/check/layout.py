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

    def table(self, answers: Sequence[Answer]) -> Array:
        """A row an answer: the numbers of `codes`; NaN where an answer has not this many."""
        rows = [flat(answer, self.first) for answer in answers]
        found = np.full((len(rows), len(self.codes)), np.nan)
        for i, row in enumerate(rows):
            if row.size == self.size:
                found[i] = row[list(self.places)]
        return found


def flat(answer: Answer, first: bool = False) -> Array:
    """All numbers of an answer one after the other, or those of its first part."""
    leaves = answer.leaves[:1] if first else answer.leaves
    return np.concatenate([leaf.ravel() for leaf in leaves]) if leaves else np.zeros(0)


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
    a_first = [c for layer in before[:-1] for c in layer] + hidden
    out = units[-1]
    for codes in (
        full, full[:-1], ["L", *full[:-1]], [*between, "L"], between, [*a_first, *out, "L"], [*a_first, *out],
        [*out, "L"], ["L", *out], [*out, *hidden, "L"], [*out, *hidden], ["L"], list(out),
        [*inputs, *full], [*inputs, *full[:-1]],
    ):  # fmt: skip
        yield Layout(tuple(codes), tuple(range(len(codes))), len(codes))


def gradient_layouts(lab: Lab, shapes: Sequence[tuple[int, ...]], turned: bool = False) -> Iterator[Layout]:
    """What a gradient may hand back: P numbers in theta's order, with L before or after, or the last layer first.

    `shapes` are those of the answer's parts; with `turned` each layer's weights may come as (outputs, inputs).
    """
    right = right_program(lab)
    codes, size = tuple(n.code for n in right.gradient_names), lab.network.size
    orders = [tuple(range(size)), *_by_layer(lab, [int(np.prod(shape)) for shape in shapes], turned)]
    for places in dict.fromkeys(reversed(orders) if turned else orders):
        yield Layout(codes, places, size)
        yield Layout(codes, tuple(1 + place for place in places), size + 1)
        yield Layout(codes, places, size + 1)


def _by_layer(lab: Lab, sizes: Sequence[int], turned: bool) -> Iterator[tuple[int, ...]]:
    """Where theta's entries lie when each block is a part of its own: the last layer first, or turned, or both."""
    layers = list(zip(lab.network.blocks, pairwise(lab.network.widths), strict=True))
    for order in (layers[::-1], layers) if turned else (layers[::-1],):
        places, at, blocks = np.zeros(lab.network.size, int), 0, []
        for (weights, biases), (m, n) in order:
            here = at + np.arange(m * n)
            places[weights] = here.reshape(n, m).T.ravel() if turned else here
            blocks.append(m * n)
            at += m * n
            if lab.network.biases:
                places[biases] = at + np.arange(n)
                blocks.append(n)
                at += n
        alone = [list(sizes), list(sizes[1:]), list(sizes[:-1])]  # L may stand before them, or after
        if (blocks in alone or set(sizes) == {1}) and (turned or blocks != _sizes(lab)):
            yield tuple(places.tolist())


def _sizes(lab: Lab) -> list[int]:
    """The numbers of each block in theta's order."""
    widths = list(pairwise(lab.network.widths))
    return [size for m, n in widths for size in ((m * n, n) if lab.network.biases else (m * n,))]
