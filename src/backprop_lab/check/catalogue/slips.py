"""Slips of one index, as programs have them that write out every unit: one unit takes what belongs to its neighbour.

Where a layer has two units there is one neighbour; in wider layers no slip is likelier than another.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...derivation.forward import slope
from ..program import Program
from .change import given, renamed
from .row import Layer, Mistake, across, layers, mul, of, spoken

PAIR = 2


def forward_slips(right: Program) -> Iterator[Mistake]:
    """One unit's product takes the weight across the diagonal; one unit is made from its neighbour's preactivation."""
    for layer in layers(right):
        if not layer.square or len(layer.a) != PAIR:
            continue
        for j, a in enumerate(layer.a):
            wanted, taken = layer.weights[1 - j][j], layer.weights[j][1 - j]
            yield Mistake(f"product-slip-{layer.k}-{j + 1}", "forward", a.text,
                          f"{a.text} takes {taken.text} in place of {wanted.text}",
                          f"Which weights lead to {a.text}?", renamed((a,), {wanted: taken}))  # fmt: skip
    for layer in layers(right)[:-1]:
        if len(layer.h) == PAIR and layer.a != layer.h:
            yield from _repeated(layer)


def _repeated(layer: Layer) -> Iterator[Mistake]:
    for j, h in enumerate(layer.h):
        own, other = layer.a[j], layer.a[1 - j]
        yield Mistake(f"unit-repeated-{layer.k}-{j + 1}", "forward", h.text,
                      f"{h.text} is made from {other.text} in place of {own.text}",
                      f"Each unit has its own preactivation: which is that of {h.text}?",
                      renamed((h,), {own: other}))  # fmt: skip


def gradient_slips(right: Program) -> Iterator[Mistake]:
    """The same on the way back, the slope taken at the neighbour, and the two derivatives of v exchanged."""
    every = layers(right)
    for layer in every[1:]:
        if layer.square and len(layer.a) == PAIR:
            yield from _back(layer, every[layer.k - 2])
    for layer in every[:-1]:
        if len(layer.a) == PAIR and layer.a != layer.h:
            yield from _slopes(right, layer)
    last = every[-1]
    if len(last.a) == 1 and len(last.below) == PAIR:
        first, second = last.gradient
        yield Mistake(f"entries-exchanged-{last.k}", "gradient", f"d{last.matrix}",
                      f"{spoken(first.text)} and {spoken(second.text)} are exchanged",
                      f"Which unit does {last.entries[0].text} multiply?",
                      renamed((first, second), across(last.below, last.below[::-1])))  # fmt: skip


def _back(layer: Layer, below: Layer) -> Iterator[Mistake]:
    for i, dh in enumerate(below.dh):
        wanted, taken = layer.weights[i][1 - i], layer.weights[1 - i][i]
        told = f"{spoken(dh.text)} takes {taken.text} in place of {wanted.text}"
        hint = f"Along which weights does {below.h[i].text} act on L?"
        yield Mistake(f"back-slip-{layer.k}-{i + 1}", "gradient", dh.text, told, hint, renamed((dh,), {wanted: taken}))


def _slopes(right: Program, layer: Layer) -> Iterator[Mistake]:
    s = right.lab.network.activation
    for j, (da, dh) in enumerate(zip(layer.da, layer.dh, strict=True)):
        own, other, factor = layer.a[j].text, layer.a[1 - j].text, slope(s, layer.a[1 - j], layer.h[1 - j])
        if factor is None:
            continue
        yield Mistake(f"slope-of-neighbour-{layer.k}-{j + 1}", "gradient", da.text,
                      f"{spoken(da.text)} takes the slope at {other} in place of that at {own}",
                      f"What comes back through a unit depends on its own preactivation, {own}.",
                      given({da: mul(of(dh), factor)}))  # fmt: skip
