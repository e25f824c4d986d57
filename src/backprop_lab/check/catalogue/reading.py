"""Mistakes of what the forward map reads: the order of theta, and that of x."""

from __future__ import annotations

from collections.abc import Iterator

from ..program import Program, block_order, column_order
from .change import reading, renamed
from .row import Change, Layer, Mistake, across, both, layers

THETA = "theta holds the layers one after the other, each row by row: write down which entry becomes which weight."


def reading_rows(right: Program) -> Iterator[Mistake]:
    """Every mistake of the order of theta and of x that this lab has room for."""
    every = layers(right)
    yield from _layers(right, every)
    if every[0].table:
        yield _repeated(right, every[0])
    if right.lab.network.biases:
        yield _row("theta-biases-last", "theta is read as all weights, then all biases", reading(_biases_last(right)))
        told = "theta is read with each layer's biases before its weights"
        yield _row("theta-biases-first", told, reading(_biases_first(right)))
    x = every[0].below
    yield Mistake("inputs-reversed", "forward", both(every[0].a), "the entries of x are taken in the wrong order",
                  f"{x[0].text} is the first entry of x.",
                  renamed((*every[0].a, *every[0].gradient), across(x, x[::-1])))  # fmt: skip


def _row(id: str, name: str, change: Change) -> Mistake:
    return Mistake(id, "forward", "how theta is read", name, THETA, change)


def _layers(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    lab, depth = right.lab, len(every)
    tables = [layer.k - 1 for layer in every if layer.table]

    def told(order: tuple[int, ...]) -> str:
        return "theta is read as " + ", ".join(every[i].matrix for i in order)

    if tables:
        yield _row("theta-by-columns", "theta is read column by column", reading(column_order(lab, tables)))
    if depth > 2:
        order = (1, 0, *range(2, depth))
        name = f"{told(order)}: the first two layers are exchanged"
        yield _row("theta-swapped", name, reading(block_order(lab, order)))
    if depth > 1:
        back = tuple(reversed(range(depth)))
        yield _row("theta-reversed", f"{told(back)}: the last layer first", reading(block_order(lab, back)))


def _repeated(right: Program, first: Layer) -> Mistake:
    """The entry below is read twice, as the handout's print has it."""
    below, corner = first.weights[1][:2]
    at, wrong = (right.names.parameters.index(n) for n in (corner, below))
    told = f"{corner.text} is taken from the entry of {below.text}"
    if right.lab.name == "handout":
        told += f" (the handout's print names {below.text} twice)"
    return _row("theta-repeated", told,
                lambda p: p.reading(tuple(wrong if i == at else i for i in range(len(p.read)))))  # fmt: skip


def _biases_last(right: Program) -> tuple[int, ...]:
    blocks = right.lab.network.blocks
    order = [i for w, _ in blocks for i in range(w.start, w.stop)]
    order += [i for _, b in blocks for i in range(b.start, b.stop)]
    places = [0] * len(order)
    for place, i in enumerate(order):
        places[i] = place
    return tuple(places)


def _biases_first(right: Program) -> tuple[int, ...]:
    places: list[int] = []
    for w, b in right.lab.network.blocks:
        size = b.stop - b.start
        places += [i + size for i in range(w.start, w.stop)]
        places += range(w.start, w.start + size)
    return tuple(places)
