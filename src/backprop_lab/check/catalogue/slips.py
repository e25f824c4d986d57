"""Slips of one index, as programs have them that write out every unit: one unit takes what belongs to its neighbour.

Where a layer has two units there is one neighbour; in wider layers no slip is likelier than another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...derivation import Expression, Name, Number
from ...derivation.expression import rename
from ...derivation.forward import slope
from ..program import Program
from .change import given, renamed
from .row import Change, Layer, Mistake, across, both, layers, mul, of, spoken

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
            yield from _paths(layer, every[layer.k - 2])
    for layer in every[:-1]:
        if len(layer.a) == PAIR and layer.a != layer.h:
            yield from _slopes(right, layer)
    last = every[-1]
    if len(last.a) == 1 and len(last.below) == PAIR:
        yield from _back_from_one(last, every[last.k - 2])
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


def _paths(layer: Layer, below: Layer) -> Iterator[Mistake]:
    """One of the two paths is left out where it is added up, or both that lead across."""
    da, (first, second) = layer.da, below.dh
    hint = f"{below.h[0].text} acts on L along every weight that leaves it: what comes back is a sum of two products."
    for i, dh in enumerate(below.dh):
        for j, lost in enumerate(da):
            told = f"{spoken(dh.text)} lacks what comes back through {layer.a[j].text}"
            yield Mistake(f"back-path-missing-{layer.k}-{i + 1}-{j + 1}", "gradient", dh.text, told, hint,
                          _without({dh: lost}))  # fmt: skip
    told = f"{both(below.dh)} take the diagonal of {layer.matrix} alone: each lacks one of its two paths"
    yield Mistake(f"back-diagonal-{layer.k}", "gradient", both(below.dh), told, hint,
                  _without({first: da[1], second: da[0]}))  # fmt: skip


def _without(lost: Mapping[Name, Name]) -> Change:
    """From what gives each of these names the terms with another one are taken away."""

    def rid(expression: Expression, name: Name) -> Expression:
        return rename(expression, lambda ref: Number(0.0) if ref.name == name else ref)

    return lambda p: p.with_equations({name: rid(p.expression(name), other) for name, other in lost.items()})


def _back_from_one(layer: Layer, below: Layer) -> Iterator[Mistake]:
    """On the way back from one output a unit takes its neighbour's weight, or both do."""
    (first,), (second,) = layer.weights
    other = {first: second, second: first}
    for i, dh in enumerate(below.dh):
        own = layer.weights[i][0]
        told = f"{spoken(dh.text)} takes {other[own].text} in place of {own.text}"
        yield Mistake(f"back-slip-{layer.k}-{i + 1}", "gradient", dh.text, told,
                      f"Along which weight does {below.h[i].text} act on L?", renamed((dh,), other))  # fmt: skip
    told = f"{first.text} and {second.text} are exchanged on the way back"
    yield Mistake(f"back-exchanged-{layer.k}", "gradient", both(below.dh), told,
                  f"Along which weight does {below.h[0].text} act on L?", renamed(below.dh, other))  # fmt: skip


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
